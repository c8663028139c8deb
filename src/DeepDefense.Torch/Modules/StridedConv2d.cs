namespace DeepDefense.Torch.Modules;

/// <summary>A 1 x 1 convolution of every n-th pixel, without bias. It leaves out beforehand the pixels that a stride would skip:
/// where kernels have fewer channels than a vector register holds, the weight gradient of oneDNN's strided one writes behind its
/// buffer when the channels lie innermost (oneDNN issue 6035; libtorch 1.13 to 2.10 have it).</summary>
public sealed class StridedConv2d : nn.Module<Tensor, Tensor>
{
    /// <summary>From so many input channels on oneDNN does no harm.</summary>
    internal const int SafeChannels = 16;

    private const string Weight = "weight";

    internal StridedConv2d(Parameter weight, int stride)
        : base(nameof(StridedConv2d))
    {
        Stride = stride;
        register_parameter(Weight, weight);
    }

    /// <summary>Step, in pixels.</summary>
    public int Stride { get; }

    /// <param name="input">(N, C, H, W).</param>
    /// <returns>(N, O, H / stride, W / stride), rounded up.</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor kept = input.slice(2, 0, input.shape[2], Stride).slice(3, 0, input.shape[3], Stride);
        return nn.functional.conv2d(kept, get_parameter(Weight)!).MoveToOuterDisposeScope();
    }
}
