namespace DeepDefense.Torch.Modules;

/// <summary>Mean over windows: torch.nn.AvgPool2d. With <paramref name="ceil"/> the output size is rounded up and
/// the divisor counts the padding, but not what lies beyond it: Caffe's rule.</summary>
/// <param name="kernel">Side of the window, in pixels.</param>
/// <param name="stride">Step of the window, in pixels.</param>
/// <param name="padding">Zeros on each side, in pixels. Default 0.</param>
/// <param name="ceil">Whether the output size is rounded up. Default false.</param>
public sealed class AvgPool2d(int kernel, int stride, int padding = 0, bool ceil = false) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => Functional.AvgPool2d(input, kernel, stride, padding, ceil);
}
