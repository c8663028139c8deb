using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Models;

/// <summary>ResNet-18 with the stem for small images (3x3, stride 1, no max-pool): He et al., "Deep Residual
/// Learning for Image Recognition", 2016. Width 64 is the published one; names are torchvision's.</summary>
public sealed class ResNet : nn.Module<Tensor, Tensor>, IPrunable, ILayered
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly Sequential _layer1, _layer2, _layer3, _layer4;
    private readonly Linear _fc;

    /// <summary>Builds the network.</summary>
    /// <param name="classes">K, number of outputs.</param>
    /// <param name="width">Channels of the first stage, at least 1.</param>
    /// <param name="init">Seed and device.</param>
    public ResNet(int classes, int width, Init init)
        : base(nameof(ResNet))
    {
        register_module("conv1", _conv1 = Layers.Conv2d(3, width, 3, init.For("conv1"), padding: 1));
        register_module("bn1", _bn1 = Layers.BatchNorm2d(width, init));
        register_module("layer1", _layer1 = Stage(width, width, 1, init.For("layer1")));
        register_module("layer2", _layer2 = Stage(width, 2 * width, 2, init.For("layer2")));
        register_module("layer3", _layer3 = Stage(2 * width, 4 * width, 2, init.For("layer3")));
        register_module("layer4", _layer4 = Stage(4 * width, 8 * width, 2, init.For("layer4")));
        register_module("fc", _fc = Layers.Linear(8 * width, classes, init.For("fc")));
    }

    /// <inheritdoc/>
    public Conv2d LastConvolution => LastBlock.LastConvolution;

    /// <inheritdoc/>
    public BatchNorm2d? LastNorm => LastBlock.LastNorm;

    /// <inheritdoc/>
    public Linear Head => _fc;

    private BasicBlock LastBlock => (BasicBlock)_layer4[1];

    /// <param name="input">(N, 3, H, W), normalised float32.</param>
    /// <returns>(N, K) logits.</returns>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor x = _layer4.forward(Trunk(input));               // (N, 512, H/8, W/8) at width 64
        x = x.GlobalAveragePool();                                     // (N, 512)
        return scope.MoveToOuter(_fc.forward(x));               // (N, K)
    }

    /// <inheritdoc/>
    public (Tensor LastConvolution, Tensor Head) Activations(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor x, Tensor shortcut) = LastBlock.Summands(_layer4[0].call(Trunk(input)));
        Tensor output = (x + shortcut).relu();
        return (scope.MoveToOuter(x.GlobalAveragePool()), scope.MoveToOuter(output.GlobalAveragePool()));
    }

    /// <inheritdoc/>
    public (IReadOnlyList<Tensor> Maps, Tensor Logits) Trace(Tensor input)
    {
        IReadOnlyList<Tensor> maps = ILayered.Blocks(_bn1.call(_conv1.forward(input)).relu(), _layer1, _layer2, _layer3, _layer4);
        return (maps, _fc.forward(maps[^1].GlobalAveragePool()));
    }

    private Tensor Trunk(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor x = _bn1.call(_conv1.forward(input)).relu();  // (N,  64, H, W) at width 64
        x = _layer1.forward(x);                                 // (N,  64, H, W)
        x = _layer2.forward(x);                                 // (N, 128, H/2, W/2)
        return scope.MoveToOuter(_layer3.forward(x));           // (N, 256, H/4, W/4)
    }

    private static Sequential Stage(int inputs, int outputs, int stride, Init init) => nn.Sequential(
        new BasicBlock(inputs, outputs, stride, init.For("0")),
        new BasicBlock(outputs, outputs, 1, init.For("1")));
}
