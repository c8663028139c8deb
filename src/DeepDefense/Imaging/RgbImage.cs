namespace DeepDefense.Imaging;

/// <summary>One colour image: uint8 RGB, planar, in memory. Immutable.</summary>
public sealed class RgbImage
{
    private readonly byte[] _pixels;

    /// <summary>Wraps an array without copying it; the caller does not change it afterwards.</summary>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <param name="pixels">(3, H, W), row-major: the red, green and blue plane; values in [0, 255].</param>
    /// <exception cref="ArgumentException">The array does not have 3 H W bytes, or a side is not positive.</exception>
    public RgbImage(int height, int width, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (pixels.LongLength != 3L * height * width)
        {
            throw new ArgumentException(
                $"an image of 3 x {height} x {width} takes {3L * height * width} bytes, got {pixels.LongLength}",
                nameof(pixels));
        }
        (_pixels, Height, Width) = (pixels, height, width);
    }

    /// <summary>H, in pixels.</summary>
    public int Height { get; }

    /// <summary>W, in pixels.</summary>
    public int Width { get; }

    /// <summary>(3, H, W), row-major: the red, green and blue plane; values in [0, 255].</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Splits pixel-interleaved bytes, as codecs use them, into planes.</summary>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <param name="interleaved">(H, W, <paramref name="channels"/>): red, green, blue, then channels that are
    /// dropped; values in [0, 255].</param>
    /// <param name="channels">Bytes from one pixel to the next, at least 3.</param>
    internal static RgbImage FromInterleaved(int height, int width, ReadOnlySpan<byte> interleaved, int channels = 4)
    {
        int plane = checked(height * width);
        byte[] pixels = new byte[checked(3 * plane)];
        Span<byte> red = pixels.AsSpan(0, plane), green = pixels.AsSpan(plane, plane), blue = pixels.AsSpan(2 * plane);
        for (int i = 0, from = 0; i < plane; i++, from += channels)
        {
            red[i] = interleaved[from];
            green[i] = interleaved[from + 1];
            blue[i] = interleaved[from + 2];
        }
        return new RgbImage(height, width, pixels);
    }

    /// <summary>The pixels as codecs take them: (H, W, 4), red, green, blue and 255; values in [0, 255].</summary>
    internal byte[] ToInterleaved()
    {
        int plane = Height * Width;
        byte[] interleaved = new byte[checked(4 * plane)];
        for (int i = 0, to = 0; i < plane; i++, to += 4)
        {
            interleaved[to] = _pixels[i];
            interleaved[to + 1] = _pixels[plane + i];
            interleaved[to + 2] = _pixels[(2 * plane) + i];
            interleaved[to + 3] = byte.MaxValue;
        }
        return interleaved;
    }
}
