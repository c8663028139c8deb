using DeepDefense.Torch.Modules;

namespace DeepDefense.Models.Architectures;

/// <summary>torchvision's networks of <c>features</c> and <c>classifier</c>: VGG, AlexNet and MobileNetV2; VGG with a single linear layer behind it, too, as
/// kuangliu has it for CIFAR.</summary>
internal sealed class FeaturesFamily : ArchitectureFamily
{
    private const string Features = "features", Head = "classifier", SingleHead = "classifier.weight";
    private const int Hidden = 4096;

    // Channels of the convolutions between one max-pool and the next.
    private static readonly int[] Widths = [64, 128, 256, 512, 512];

    // The numbers of the convolutions among the features tell one from another.
    private static readonly Dictionary<string, Member> Members = new()
    {
        ["vgg11"] = new([0, 3, 6, 8, 11, 13, 16, 18], 9_220_480),
        ["vgg11_bn"] = new([0, 4, 8, 11, 15, 18, 22, 25], 9_225_984),
        ["vgg13"] = new([0, 2, 5, 7, 10, 12, 15, 17, 20, 22], 9_404_992),
        ["vgg13_bn"] = new([0, 3, 7, 10, 14, 17, 21, 24, 28, 31], 9_410_880),
        ["vgg16"] = new([0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28], 14_714_688),
        ["vgg16_bn"] = new([0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40], 14_723_136),
        ["vgg19"] = new([0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34], 20_024_384),
        ["vgg19_bn"] = new([0, 3, 7, 10, 14, 17, 20, 23, 27, 30, 33, 36, 40, 43, 46, 49], 20_035_392),
        ["alexnet"] = new([0, 3, 6, 8, 10], 2_469_696) { Create = classes => torchvision.models.alexnet(classes), Inputs = 256 * 6 * 6 },
        ["mobilenet_v2"] = new([], 2_223_872) { Create = classes => torchvision.models.mobilenet_v2(classes), Inputs = 1280, Last = "18.0", Norm = "18.1", Linear = "1" },
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
        bool isSingle = shapes.Has(SingleHead), isMobile = member.Linear is not null;
        string linear = isMobile ? $"{Head}.{member.Linear}" : isSingle ? Head : $"{Head}.6";
        int classes = Classes(shapes, $"{linear}.weight"), inputs = isSingle ? shapes.Size(SingleHead, 1) : member.Inputs;
        Require(name, shapes, member.Numbers + (isSingle || isMobile ? (long)inputs * classes : ((long)inputs + Hidden + classes) * Hidden));
        (nn.Module<Tensor, Tensor> features, nn.Module<Tensor, Tensor> classifier) = Parts(name, member, isSingle, inputs, classes, init);
        (string last, string? norm) = isMobile ? (member.Last!, member.Norm) : ($"{member.Convolutions[^1]}", IsNormed(name) ? $"{member.Convolutions[^1] + 1}" : null);
        int side = isMobile ? 1 : member.Create is null ? 7 : 6; // of what is left of an image
        LayeredNetwork network = new([(Features, features), (Head, classifier)], [Features, .. isSingle ? Array.Empty<string>() : [ForwardProgram.Pool(side, side)], ForwardProgram.Flatten, Head],
            isMobile ? features.children().Select(block => (Func<Tensor, Tensor>)((nn.Module<Tensor, Tensor>)block).call) : Blocks(features),
            x => classifier.call((isSingle ? x : nn.functional.adaptive_avg_pool2d(x, [side, side])).flatten(1)), $"{Features}.{last}", norm is null ? null : $"{Features}.{norm}", linear);
        return new BuiltNetwork(network, shapes.Size(isMobile ? "features.0.0.weight" : "features.0.weight", 0), isSingle ? Small : Large) { Variant = isSingle ? "one linear layer behind the convolutions, as networks for CIFAR have it" : null };
    }

    // VGG is built here: torchvision's has half a gigabyte of linear layers behind it, which that for CIFAR is without.
    private static (nn.Module<Tensor, Tensor> Features, nn.Module<Tensor, Tensor> Classifier) Parts(string name, Member member, bool isSingle, int inputs, int classes, Init init)
    {
        if (member.Create is { } create)
        {
            if (isSingle) { throw new ArgumentException($"Unexpected key(s) in state_dict: \"{SingleHead}\""); }
            Dictionary<string, nn.Module<Tensor, Tensor>> parts = create(classes).named_children().ToDictionary(entry => entry.name, entry => (nn.Module<Tensor, Tensor>)entry.module);
            return (parts[Features], parts[Head]);
        }
        List<(string, nn.Module<Tensor, Tensor>)> features = [];
        int[] places = member.Convolutions;
        (int stage, int channels, int between) = (0, 3, IsNormed(name) ? 3 : 2); // a convolution, its norm, a ReLU
        for (int i = 0; i < places.Length; i++)
        {
            void Add(nn.Module<Tensor, Tensor> layer) => features.Add(($"{features.Count}", layer));
            Add(Layers.Conv2d(channels, channels = Widths[stage], 3, init.For(Features).For($"{i}"), padding: 1, bias: true));
            if (IsNormed(name)) { Add(Layers.BatchNorm2d(channels, init)); }
            Add(nn.ReLU(inplace: true));
            if (i + 1 < places.Length && places[i + 1] == places[i] + between) { continue; }
            Add(nn.MaxPool2d(2, 2));
            stage++;
        }
        Init heads = init.For(Head);
        return (nn.Sequential(features), isSingle ? Layers.Linear(inputs, classes, heads) : nn.Sequential(Layers.Linear(inputs, Hidden, heads.For("0")), nn.ReLU(inplace: true), nn.Dropout(),
            Layers.Linear(Hidden, Hidden, heads.For("3")), nn.ReLU(inplace: true), nn.Dropout(), Layers.Linear(Hidden, classes, heads.For("6"))));
    }

    private static bool IsNormed(string name) => name.EndsWith("_bn", StringComparison.Ordinal);

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

    // Numbers: of the features.
    private sealed record Member(int[] Convolutions, long Numbers)
    {
        internal Func<int, nn.Module<Tensor, Tensor>>? Create { get; init; }

        internal int Inputs { get; init; } = 512 * 7 * 7;

        internal string? Last { get; init; }

        internal string? Norm { get; init; }

        internal string? Linear { get; init; }
    }
}
