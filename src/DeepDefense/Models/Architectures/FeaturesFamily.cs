using DeepDefense.Torch.Modules;

namespace DeepDefense.Models.Architectures;

/// <summary>torchvision's networks of <c>features</c> and <c>classifier</c>: VGG, AlexNet and MobileNetV2; VGG with a single linear layer behind it, too, as
/// kuangliu has it for CIFAR.</summary>
internal sealed class FeaturesFamily : ArchitectureFamily
{
    private const string Features = "features", Head = "classifier", SingleHead = "classifier.weight";

    // The numbers of the convolutions among the features tell one from another.
    private static readonly Dictionary<string, Member> Members = new()
    {
        ["vgg11"] = new(classes => torchvision.models.vgg11(classes), [0, 3, 6, 8, 11, 13, 16, 18]),
        ["vgg11_bn"] = new(classes => torchvision.models.vgg11_bn(classes), [0, 4, 8, 11, 15, 18, 22, 25]),
        ["vgg13"] = new(classes => torchvision.models.vgg13(classes), [0, 2, 5, 7, 10, 12, 15, 17, 20, 22]),
        ["vgg13_bn"] = new(classes => torchvision.models.vgg13_bn(classes), [0, 3, 7, 10, 14, 17, 21, 24, 28, 31]),
        ["vgg16"] = new(classes => torchvision.models.vgg16(classes), [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28]),
        ["vgg16_bn"] = new(classes => torchvision.models.vgg16_bn(classes), [0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40]),
        ["vgg19"] = new(classes => torchvision.models.vgg19(classes), [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34]),
        ["vgg19_bn"] = new(classes => torchvision.models.vgg19_bn(classes), [0, 3, 7, 10, 14, 17, 20, 23, 27, 30, 33, 36, 40, 43, 46, 49]),
        ["alexnet"] = new(classes => torchvision.models.alexnet(classes), [0, 3, 6, 8, 10]),
        ["mobilenet_v2"] = new(classes => torchvision.models.mobilenet_v2(classes), []) { Last = "18.0", Norm = "18.1", Linear = "1" },
    };

    internal override IReadOnlyList<string> Names => [.. Members.Keys];

    internal override string? Guess(NetworkShapes shapes)
    {
        if (shapes.Has("features.18.0.weight") && shapes.Has("features.1.conv.1.weight") && shapes.Count("features.") == 19) { return "mobilenet_v2"; }
        int[] convolutions = [.. Enumerable.Range(0, Math.Min(shapes.Count("features."), 100)).Where(number => shapes.Of($"features.{number}.weight").Length == 4)];
        return convolutions.Length == 0 ? null : Members.FirstOrDefault(member => member.Value.Convolutions.SequenceEqual(convolutions)).Key;
    }

    internal override BuiltNetwork Build(string name, NetworkShapes shapes, Init init)
    {
        Member member = Members[name];
        bool isSingle = shapes.Has(SingleHead), isMobile = member.Convolutions.Length == 0;
        string linear = member.Linear is { } path ? $"{Head}.{path}" : isSingle ? Head : $"{Head}.6";
        int classes = Classes(shapes, $"{linear}.weight");
        nn.Module<Tensor, Tensor> whole = member.Create(classes);
        Dictionary<string, nn.Module<Tensor, Tensor>> parts = whole.named_children().ToDictionary(entry => entry.name, entry => (nn.Module<Tensor, Tensor>)entry.module);
        nn.Module<Tensor, Tensor> features = parts[Features], classifier = isSingle ? Layers.Linear(shapes.Size(SingleHead, 1), classes, init.For(Head)) : parts[Head];
        (string last, string? norm) = isMobile ? (member.Last!, member.Norm) : ($"{member.Convolutions[^1]}", name.EndsWith("_bn", StringComparison.Ordinal) ? $"{member.Convolutions[^1] + 1}" : null);
        Func<Tensor, Tensor> pool = isMobile ? x => nn.functional.adaptive_avg_pool2d(x, [1, 1]) : isSingle ? x => x : parts["avgpool"].call;
        LayeredNetwork network = new([(Features, features), (Head, classifier)], isMobile ? features.children().Select(block => (Func<Tensor, Tensor>)((nn.Module<Tensor, Tensor>)block).call) : Blocks(features),
            x => classifier.call(pool(x).flatten(1)), $"{Features}.{last}", norm is null ? null : $"{Features}.{norm}", linear);
        return new BuiltNetwork(network, shapes.Size(isMobile ? "features.0.0.weight" : "features.0.weight", 0), isSingle ? Small : Large) { Variant = isSingle ? "one linear layer behind the convolutions, as networks for CIFAR have it" : null };
    }

    // A block begins with each convolution.
    private static List<Func<Tensor, Tensor>> Blocks(nn.Module<Tensor, Tensor> features)
    {
        List<List<nn.Module<Tensor, Tensor>>> blocks = [];
        foreach (nn.Module layer in features.children())
        {
            if (layer is Conv2d) { blocks.Add([]); }
            blocks[^1].Add((nn.Module<Tensor, Tensor>)layer);
        }
        return [.. blocks.Select(layers => (Func<Tensor, Tensor>)(input => layers.Aggregate(input, (x, layer) => layer.call(x))))];
    }

    private sealed record Member(Func<int, nn.Module<Tensor, Tensor>> Create, int[] Convolutions)
    {
        internal string? Last { get; init; }

        internal string? Norm { get; init; }

        internal string? Linear { get; init; }
    }
}
