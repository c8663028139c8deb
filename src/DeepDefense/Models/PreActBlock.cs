using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Models;

/// <summary>Two convolutions, each after its batch norm and ReLU, around a shortcut.</summary>
internal sealed class PreActBlock : Module
{
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly Conv2d _conv1, _conv2;
    private readonly Sequential? _shortcut;

    internal PreActBlock(int inputs, int outputs, int stride, Init init)
    {
        _bn1 = Add("bn1", new BatchNorm2d(inputs, init));
        _conv1 = Add("conv1", new Conv2d(inputs, outputs, 3, init.For("conv1"), stride, padding: 1));
        _bn2 = Add("bn2", new BatchNorm2d(outputs, init));
        _conv2 = Add("conv2", new Conv2d(outputs, outputs, 3, init.For("conv2"), padding: 1));
        if (stride != 1 || inputs != outputs)
        {
            _shortcut = Add("shortcut", new Sequential(new Conv2d(inputs, outputs, 1, init.For("shortcut"), stride)));
        }
    }

    internal Conv2d LastConvolution => _conv2;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        using TensorScope scope = TensorScope.Enter();
        (Tensor x, Tensor shortcut) = Summands(input);
        return scope.Keep(x + shortcut);
    }

    /// <summary>What the block adds up: the end of its main path, and its shortcut.</summary>
    internal (Tensor MainPath, Tensor Shortcut) Summands(Tensor input)
    {
        Tensor active = _bn1.Forward(input).Relu();
        Tensor shortcut = _shortcut?.Forward(active) ?? input;
        Tensor x = _conv1.Forward(active);
        return (_conv2.Forward(_bn2.Forward(x).Relu()), shortcut);
    }
}
