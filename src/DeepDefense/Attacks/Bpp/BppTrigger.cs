using DeepDefense.Imaging;

namespace DeepDefense.Attacks.Bpp;

/// <summary>Fewer bits per pixel: each band has a few even levels left.</summary>
/// <remarks>Source: Wang, Zhai and Ma, "BppAttack: Stealthy and Efficient Trojan Attacks against Deep Neural Networks via Image
/// Quantization and Contrastive Adversarial Learning", 2022, section 3; the dithering is <see cref="FloydSteinberg"/>'s. An error may lead beyond the outermost levels; what is taken is the nearest that there is.</remarks>
public sealed class BppTrigger(BppOptions options) : Trigger(options)
{
    private readonly BppOptions _options = options;

    /// <inheritdoc/>
    protected override void ApplyInPlace(Span<byte> pixels, int height, int width)
    {
        if (!_options.Dither)
        {
            foreach (ref byte pixel in pixels) { pixel = Stored(Nearest(pixel)); }
            return;
        }
        int band = height * width;
        double[] wanted = new double[band];
        for (int start = 0; start < pixels.Length; start += band) { Dither(pixels.Slice(start, band), wanted, width); }
    }

    private void Dither(Span<byte> band, double[] wanted, int width)
    {
        for (int i = 0; i < band.Length; i++) { wanted[i] = band[i]; }
        for (int i = 0; i < band.Length; i++)
        {
            double level = Nearest(wanted[i]);
            band[i] = Stored(level);
            FloydSteinberg.Spread(wanted, i, width, wanted[i] - level);
        }
    }

    private double Nearest(double value)
    {
        int steps = _options.Levels - 1;
        return Math.Clamp(Math.Round(value * steps / byte.MaxValue), 0, steps) * byte.MaxValue / steps;
    }

    private static byte Stored(double level) => (byte)Math.Round(level);
}
