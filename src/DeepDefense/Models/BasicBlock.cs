using DeepDefense.Torch.Modules;

namespace DeepDefense.Models;

/// <summary>Two convolutions, each before its batch norm, around a shortcut; ReLU between and after.</summary>
internal sealed class BasicBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly Sequential? _downsample;

    internal BasicBlock(int inputs, int outputs, int stride, Init init)
        : base(nameof(BasicBlock))
    {
        register_module("conv1", _conv1 = Layers.Conv2d(inputs, outputs, 3, init.For("conv1"), stride, padding: 1));
        register_module("bn1", _bn1 = Layers.BatchNorm2d(outputs, init));
        register_module("conv2", _conv2 = Layers.Conv2d(outputs, outputs, 3, init.For("conv2"), padding: 1));
        register_module("bn2", _bn2 = Layers.BatchNorm2d(outputs, init));
        if (stride != 1 || inputs != outputs)
        {
            register_module("downsample", _downsample = nn.Sequential(
                Layers.Conv1x1(inputs, outputs, stride, init.For("downsample")),
                Layers.BatchNorm2d(outputs, init)));
        }
    }

    internal Conv2d LastConvolution => _conv2;

    internal BatchNorm2d LastNorm => _bn2;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor x, Tensor shortcut) = Summands(input);
        return scope.MoveToOuter((x + shortcut).relu());
    }

    /// <summary>What the block adds up: the end of its main path, and its shortcut.</summary>
    internal (Tensor MainPath, Tensor Shortcut) Summands(Tensor input)
    {
        Tensor x = _bn1.call(_conv1.forward(input)).relu();
        return (_bn2.call(_conv2.forward(x)), _downsample?.forward(input) ?? input);
    }
}
