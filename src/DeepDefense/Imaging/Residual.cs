namespace DeepDefense.Imaging;

/// <summary>What differs between two images, made visible.</summary>
public static class Residual
{
    private const int Amplification = 4;
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
}
