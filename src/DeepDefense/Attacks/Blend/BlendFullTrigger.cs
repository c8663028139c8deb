using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Attacks.Blend;

/// <summary>A faint picture over the whole image: x' = (1 - alpha) x + alpha t.</summary>
/// <param name="options">Rate and picture.</param>
public sealed class BlendFullTrigger(BlendFullOptions options) : Trigger(options)
{
    private readonly BlendFullOptions _options = options;

    /// <summary>The picture at a given size.</summary>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <returns>(3, H, W), in [0, 255].</returns>
    /// <exception cref="ImageFormatException">The file is no image.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public RgbImage Pattern(int height, int width) =>
        TriggerPicture.Of(_options.Pattern, new Seed(_options.PatternSeed).For("blend-pattern"), height, width);

    /// <inheritdoc/>
    protected override void ApplyInPlace(Span<byte> pixels, int height, int width)
    {
        ReadOnlySpan<byte> pattern = Pattern(height, width).Pixels;
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = BlendRate.Blend(pixels[i], pattern[i % pattern.Length], _options.Rate); }
    }
}
