using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Models;

/// <summary>PreActResNet-18 for small images: He et al., "Identity Mappings in Deep Residual Networks", 2016, in the
/// variant that BackdoorBench measures (models/preact_resnet.py): no batch norm or ReLU after the last block.
/// Width 64 is the published one.</summary>
public sealed class PreActResNet : Module, IPrunable
{
    private readonly Conv2d _conv1;
    private readonly Sequential _layer1, _layer2, _layer3, _layer4;
    private readonly Linear _linear;

    /// <summary>Builds the network.</summary>
    /// <param name="classes">K, number of outputs.</param>
    /// <param name="width">Channels of the first stage, at least 1.</param>
    /// <param name="init">Seed and device.</param>
    public PreActResNet(int classes, int width, Init init)
    {
        _conv1 = Add("conv1", new Conv2d(3, width, 3, init.For("conv1"), padding: 1));
        _layer1 = Add("layer1", Stage(width, width, 1, init.For("layer1")));
        _layer2 = Add("layer2", Stage(width, 2 * width, 2, init.For("layer2")));
        _layer3 = Add("layer3", Stage(2 * width, 4 * width, 2, init.For("layer3")));
        _layer4 = Add("layer4", Stage(4 * width, 8 * width, 2, init.For("layer4")));
        _linear = Add("linear", new Linear(8 * width, classes, init.For("linear")));
    }

    /// <inheritdoc/>
    public Conv2d LastConvolution => LastBlock.LastConvolution;

    /// <summary>Null: no batch norm follows the last convolution.</summary>
    public BatchNorm2d? LastNorm => null;

    /// <inheritdoc/>
    public Linear Head => _linear;

    private PreActBlock LastBlock => (PreActBlock)_layer4[1];

    /// <param name="input">(N, 3, H, W), normalised float32.</param>
    /// <returns>(N, K) logits.</returns>
    public override Tensor Forward(Tensor input)
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = _layer4.Forward(Trunk(input));       // (N, 512, H/8, W/8) at width 64
        x = Functional.GlobalAvgPool2d(x);              // (N, 512)
        return scope.Keep(_linear.Forward(x));          // (N, K)
    }

    /// <inheritdoc/>
    public (Tensor LastConvolution, Tensor Head) Activations(Tensor input)
    {
        using TensorScope scope = TensorScope.Enter();
        (Tensor x, Tensor shortcut) = LastBlock.Summands(_layer4[0].Forward(Trunk(input)));
        return (scope.Keep(Functional.GlobalAvgPool2d(x)), scope.Keep(Functional.GlobalAvgPool2d(x + shortcut)));
    }

    private Tensor Trunk(Tensor input)
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = _conv1.Forward(input);               // (N,  64, H, W) at width 64
        x = _layer1.Forward(x);                         // (N,  64, H, W)
        x = _layer2.Forward(x);                         // (N, 128, H/2, W/2)
        return scope.Keep(_layer3.Forward(x));          // (N, 256, H/4, W/4)
    }

    private static Sequential Stage(int inputs, int outputs, int stride, Init init) => new(
        new PreActBlock(inputs, outputs, stride, init.For("0")),
        new PreActBlock(outputs, outputs, 1, init.For("1")));
}
