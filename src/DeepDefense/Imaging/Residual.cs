namespace DeepDefense.Imaging;

/// <summary>What differs between two images, or what a filter leaves of one, made visible.</summary>
public static class Residual
{
    private const int Amplification = 4;

    // Filters answer to noise as well: amplified more, it hides what is looked for.
    private const int FilteredAmplification = 2;
    private const int Grey = 128;

    /// <summary>The difference, four times as strong, around grey.</summary>
    /// <param name="before">(3, H, W), in [0, 255].</param>
    /// <param name="after">(3, H, W), in [0, 255].</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static RgbImage Of(RgbImage before, RgbImage after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if ((before.Height, before.Width) != (after.Height, after.Width))
        {
            throw new ArgumentException($"an image of {before.Width} x {before.Height} pixels and one of {after.Width} x {after.Height}", nameof(after));
        }
        byte[] pixels = new byte[before.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(Grey + Amplification * (after.Pixels[i] - before.Pixels[i]), 0, 255);
        }
        return new RgbImage(before.Height, before.Width, pixels);
    }

    /// <summary>What a high-pass filter leaves of each band, twice as strong, around grey. Outside of the image its edge
    /// goes on.</summary>
    /// <param name="image">(3, H, W), in [0, 255].</param>
    /// <param name="filter">(side, side), row-major, correlated, not turned; its sum is 0.</param>
    /// <exception cref="ArgumentException">The filter is not a square of an odd side.</exception>
    public static RgbImage Filtered(RgbImage image, ReadOnlySpan<float> filter)
    {
        ArgumentNullException.ThrowIfNull(image);
        int side = (int)Math.Sqrt(filter.Length), reach = side / 2;
        if (side * side != filter.Length || side % 2 == 0)
        {
            throw new ArgumentException($"a filter of {filter.Length} weights; expected a square of an odd side", nameof(filter));
        }
        byte[] pixels = new byte[image.Pixels.Length];
        int plane = image.Height * image.Width;
        for (int i = 0; i < pixels.Length; i++)
        {
            (int band, int y, int x) = (i / plane, i % plane / image.Width, i % image.Width);
            ReadOnlySpan<byte> values = image.Pixels.Slice(band * plane, plane);
            float sum = 0;
            for (int k = 0; k < filter.Length; k++)
            {
                int row = Math.Clamp(y + (k / side) - reach, 0, image.Height - 1), column = Math.Clamp(x + (k % side) - reach, 0, image.Width - 1);
                sum += filter[k] * values[(row * image.Width) + column];
            }
            pixels[i] = (byte)Math.Clamp(MathF.Round(Grey + (FilteredAmplification * sum)), 0, 255);
        }
        return new RgbImage(image.Height, image.Width, pixels);
    }
}
