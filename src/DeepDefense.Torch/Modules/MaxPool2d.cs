namespace DeepDefense.Torch.Modules;

/// <summary>Maximum over windows: torch.nn.MaxPool2d.</summary>
/// <param name="kernel">Side of the window, in pixels.</param>
/// <param name="stride">Step of the window, in pixels.</param>
/// <param name="padding">Pixels of minus infinity on each side. Default 0.</param>
/// <param name="ceil">Whether the output size is rounded up. Default false.</param>
public sealed class MaxPool2d(int kernel, int stride, int padding = 0, bool ceil = false) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => Functional.MaxPool2d(input, kernel, stride, padding, ceil);
}
