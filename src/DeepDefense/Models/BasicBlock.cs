using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Models;

/// <summary>Two convolutions, each before its batch norm, around a shortcut; ReLU between and after.</summary>
internal sealed class BasicBlock : Module
{
    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly Sequential? _downsample;

    internal BasicBlock(int inputs, int outputs, int stride, Init init)
    {
        _conv1 = Add("conv1", new Conv2d(inputs, outputs, 3, init.For("conv1"), stride, padding: 1));
        _bn1 = Add("bn1", new BatchNorm2d(outputs, init));
        _conv2 = Add("conv2", new Conv2d(outputs, outputs, 3, init.For("conv2"), padding: 1));
        _bn2 = Add("bn2", new BatchNorm2d(outputs, init));
        if (stride != 1 || inputs != outputs)
        {
            _downsample = Add("downsample", new Sequential(
                new Conv2d(inputs, outputs, 1, init.For("downsample"), stride),
                new BatchNorm2d(outputs, init)));
        }
    }

    internal Conv2d LastConvolution => _conv2;

    internal BatchNorm2d LastNorm => _bn2;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        using TensorScope scope = TensorScope.Enter();
        (Tensor x, Tensor shortcut) = Summands(input);
        return scope.Keep((x + shortcut).Relu());
    }

    /// <summary>What the block adds up: the end of its main path, and its shortcut.</summary>
    internal (Tensor MainPath, Tensor Shortcut) Summands(Tensor input)
    {
        Tensor x = _bn1.Forward(_conv1.Forward(input)).Relu();
        return (_bn2.Forward(_conv2.Forward(x)), _downsample?.Forward(input) ?? input);
    }
}
