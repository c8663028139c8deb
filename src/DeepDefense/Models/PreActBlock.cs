using DeepDefense.Torch.Modules;

namespace DeepDefense.Models;

/// <summary>Two convolutions, each after its batch norm and ReLU, around a shortcut.</summary>
internal sealed class PreActBlock : nn.Module<Tensor, Tensor>
{
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly Conv2d _conv1, _conv2;
    private readonly Sequential? _shortcut;

    internal PreActBlock(int inputs, int outputs, int stride, Init init)
        : base(nameof(PreActBlock))
    {
        register_module("bn1", _bn1 = Layers.BatchNorm2d(inputs, init));
        register_module("conv1", _conv1 = Layers.Conv2d(inputs, outputs, 3, init.For("conv1"), stride, padding: 1));
        register_module("bn2", _bn2 = Layers.BatchNorm2d(outputs, init));
        register_module("conv2", _conv2 = Layers.Conv2d(outputs, outputs, 3, init.For("conv2"), padding: 1));
        if (stride != 1 || inputs != outputs)
        {
            register_module("shortcut", _shortcut = nn.Sequential(Layers.Conv1x1(inputs, outputs, stride, init.For("shortcut"))));
        }
    }

    internal Conv2d LastConvolution => _conv2;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor x, Tensor shortcut) = Summands(input);
        return scope.MoveToOuter(x + shortcut);
    }

    /// <summary>What the block adds up: the end of its main path, and its shortcut.</summary>
    internal (Tensor MainPath, Tensor Shortcut) Summands(Tensor input)
    {
        Tensor active = _bn1.call(input).relu();
        Tensor shortcut = _shortcut?.forward(active) ?? input;
        Tensor x = _conv1.forward(active);
        return (_conv2.forward(_bn2.call(x).relu()), shortcut);
    }
}
