using DeepDefense.Torch.Modules;

namespace DeepDefense.Models.Architectures;

/// <summary>Two convolutions, each after its batch norm and ReLU, around a shortcut, which takes what leaves the first ReLU where the number of channels
/// changes.</summary>
internal sealed class WideBlock : nn.Module<Tensor, Tensor>
{
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly Conv2d _conv1, _conv2;
    private readonly nn.Module<Tensor, Tensor>? _shortcut;

    internal WideBlock(int inputs, int outputs, int stride, Init init)
        : base(nameof(WideBlock))
    {
        register_module("bn1", _bn1 = Layers.BatchNorm2d(inputs, init));
        register_module("conv1", _conv1 = Layers.Conv2d(inputs, outputs, 3, init.For("conv1"), stride, padding: 1));
        register_module("bn2", _bn2 = Layers.BatchNorm2d(outputs, init));
        register_module("conv2", _conv2 = Layers.Conv2d(outputs, outputs, 3, init.For("conv2"), padding: 1));
        if (inputs != outputs) { register_module("convShortcut", _shortcut = Layers.Conv1x1(inputs, outputs, stride, init.For("convShortcut"))); }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor active = _bn1.call(input).relu();
        Tensor x = _conv2.call(_bn2.call(_conv1.call(active)).relu());
        return scope.MoveToOuter(x + (_shortcut?.call(active) ?? input));
    }
}
