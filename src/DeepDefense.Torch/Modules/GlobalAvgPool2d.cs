namespace DeepDefense.Torch.Modules;

/// <summary>Mean over all pixels, (N, C, H, W) to (N, C).</summary>
public sealed class GlobalAvgPool2d : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => Functional.GlobalAvgPool2d(input);
}
