using DeepDefense.Torch.Modules;

namespace DeepDefense.Models.Architectures;

/// <summary>PreActResNet-18, as BackdoorBench and kuangliu have it.</summary>
internal sealed class PreActResNetFamily : ArchitectureFamily
{
    private const string Name = "preactresnet18";
    private const int Widest = 1024;

    internal override IReadOnlyList<string> Names => [Name];

    internal override string? Guess(NetworkShapes shapes) => !shapes.Has("bn1.weight") && shapes.Has("linear.weight") && shapes.Has("layer1.0.bn1.weight") && !shapes.Has("layer1.0.conv3.weight")
        && Enumerable.Range(1, 4).All(stage => shapes.Count($"layer{stage}.") == 2) ? Name : null;

    internal override BuiltNetwork Build(string name, NetworkShapes shapes, Init init)
    {
        int width = Math.Clamp(shapes.Size("conv1.weight", 0), 1, Widest);
        int classes = Classes(shapes, "linear.weight");
        Require(name, shapes, ResNetFamily.Eighteen(width) + (8L * width * classes));
        return new BuiltNetwork(new PreActResNet(classes, width, init), width, Small);
    }
}
