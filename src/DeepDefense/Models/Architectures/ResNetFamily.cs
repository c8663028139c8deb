using DeepDefense.Torch.Modules;

namespace DeepDefense.Models.Architectures;

/// <summary>Residual networks under torchvision's names, which timm shares, or those of kuangliu's networks for CIFAR (<c>shortcut</c>, <c>linear</c>). A first
/// convolution of 3 x 3 has stride 1 and no max-pool behind it.</summary>
internal sealed class ResNetFamily : ArchitectureFamily
{
    private const int Stages = 4, SmallKernel = 3;

    // Blocks a stage, numbers of all layers but the last, width of a group and groups; a bottleneck has three convolutions.
    private static readonly Dictionary<string, Member> Members = new()
    {
        ["resnet18"] = new([2, 2, 2, 2], 11_176_512, classes => torchvision.models.resnet18(classes), IsBottleneck: false),
        ["resnet34"] = new([3, 4, 6, 3], 21_284_672, classes => torchvision.models.resnet34(classes), IsBottleneck: false),
        ["resnet50"] = new([3, 4, 6, 3], 23_508_032, classes => torchvision.models.resnet50(classes)),
        ["resnet101"] = new([3, 4, 23, 3], 42_500_160, classes => torchvision.models.resnet101(classes)),
        ["resnet152"] = new([3, 8, 36, 3], 58_143_808, classes => torchvision.models.resnet152(classes)),
        ["wide_resnet50_2"] = new([3, 4, 6, 3], 66_834_240, classes => torchvision.models.wide_resnet50_2(classes)) { Inner = 128 },
        ["wide_resnet101_2"] = new([3, 4, 23, 3], 124_837_696, classes => torchvision.models.wide_resnet101_2(classes)) { Inner = 128 },
        ["resnext50_32x4d"] = new([3, 4, 6, 3], 22_979_904, classes => torchvision.models.resnext50_32x4d(classes)) { Inner = 128, Groups = 32 },
        ["resnext101_32x8d"] = new([3, 4, 23, 3], 86_742_336, classes => torchvision.models.resnext101_32x8d(classes)) { Inner = 256, Groups = 32 },
        ["resnext101_64x4d"] = new([3, 4, 23, 3], 81_406_272, classes => torchvision.models.resnext101_64x4d(classes)) { Inner = 256, Groups = 64 },
    };

    internal override IReadOnlyList<string> Names => [.. Members.Keys];

    internal override string? Guess(NetworkShapes shapes)
    {
        if (!shapes.Has("bn1.weight") || shapes.Of("conv1.weight").Length != 4) { return null; }
        int[] blocks = [.. Enumerable.Range(1, Stages).Select(stage => shapes.Count($"layer{stage}."))];
        bool isBottleneck = shapes.Has("layer1.0.conv3.weight");
        (int inner, int each) = (shapes.Size("layer1.0.conv2.weight", 0), shapes.Size("layer1.0.conv2.weight", 1));
        return Members.FirstOrDefault(member => member.Value.Blocks.SequenceEqual(blocks) && member.Value.IsBottleneck == isBottleneck
            && (!isBottleneck || (member.Value.Inner == inner && member.Value.Groups * each == inner))).Key;
    }

    internal override BuiltNetwork Build(string name, NetworkShapes shapes, Init init)
    {
        Member member = Members[name];
        bool isSmall = shapes.Size("conv1.weight", 2) == SmallKernel;
        int classes = Classes(shapes, "fc.weight", "linear.weight"), width = shapes.Size("conv1.weight", 0);
        bool isOwn = name == "resnet18" && isSmall && width is >= 1 and <= 1024;
        Require(name, shapes, (isOwn ? Eighteen(width) : member.Numbers) + ((isOwn ? 8L * width : member.IsBottleneck ? 2048 : 512) * classes));
        nn.Module<Tensor, Tensor> network = isOwn ? new ResNet(classes, width, init) : Published(member, classes, isSmall, init);
        return new BuiltNetwork(network, width, isSmall ? Small : Large)
        {
            NameInFile = shapes.Has("linear.weight") ? own => own.Replace(".downsample.", ".shortcut.", StringComparison.Ordinal).Replace("fc.", "linear.", StringComparison.Ordinal) : own => own,
            Variant = isSmall ? "first convolution 3 x 3, taken for one of stride 1 without a max-pool behind it, as networks for CIFAR have it" : null,
        };
    }

    /// <summary>About how many numbers all layers of an 18-layer network but the last have, by the channels of its first stage.</summary>
    internal static long Eighteen(long width) => 11_176_512 * width * width / (64 * 64);

    private static LayeredNetwork Published(Member member, int classes, bool isSmall, Init init)
    {
        nn.Module<Tensor, Tensor> whole = member.Create(classes);
        Dictionary<string, nn.Module<Tensor, Tensor>> parts = whole.named_children().ToDictionary(entry => entry.name, entry => (nn.Module<Tensor, Tensor>)entry.module);
        if (isSmall) { parts["conv1"] = Layers.Conv2d(3, 64, SmallKernel, init.For("conv1"), padding: 1); }
        (nn.Module<Tensor, Tensor> convolution, nn.Module<Tensor, Tensor> norm, nn.Module<Tensor, Tensor> relu) = (parts["conv1"], parts["bn1"], parts["relu"]);
        Func<Tensor, Tensor> stem = isSmall ? x => relu.call(norm.call(convolution.call(x))) : x => parts["maxpool"].call(relu.call(norm.call(convolution.call(x))));
        IEnumerable<Func<Tensor, Tensor>> blocks = from stage in Enumerable.Range(1, Stages)
                                                   from block in parts[$"layer{stage}"].children()
                                                   select (Func<Tensor, Tensor>)((nn.Module<Tensor, Tensor>)block).call;
        string last = $"layer{Stages}.{member.Blocks[^1] - 1}", number = member.IsBottleneck ? "3" : "2";
        return new LayeredNetwork(whole.named_children().Select(entry => (entry.name, (nn.Module)parts[entry.name])), ["conv1", "bn1", "relu", .. isSmall ? Array.Empty<string>() : ["maxpool"], .. Enumerable.Range(1, Stages).Select(stage => $"layer{stage}"), "avgpool", "flatten", "fc"], blocks.Prepend(stem),
            x => parts["fc"].call(parts["flatten"].call(parts["avgpool"].call(x))), $"{last}.conv{number}", $"{last}.bn{number}", "fc");
    }

    private sealed record Member(int[] Blocks, long Numbers, Func<int, nn.Module<Tensor, Tensor>> Create, bool IsBottleneck = true)
    {
        internal int Inner { get; init; } = 64;

        internal int Groups { get; init; } = 1;
    }
}
