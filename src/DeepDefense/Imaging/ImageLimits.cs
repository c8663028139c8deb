namespace DeepDefense.Imaging;

/// <summary>How large an image may claim to be. Checked before memory is taken, because the numbers come from a
/// file that may be hostile: a PNG of a hundred bytes can claim two thousand million pixels.</summary>
internal static class ImageLimits
{
    /// <summary>Pixels of one side: JPEG's own limit.</summary>
    internal const int Side = 65_535;

    /// <summary>Pixels of one image: 64 million, 192 MB of RGB.</summary>
    internal const long Pixels = 64_000_000;

    /// <summary>Bytes of one file: more than <see cref="Pixels"/> take without compression at 16 bits RGBA.</summary>
    internal const long FileBytes = 1L << 30;

    /// <summary>Refuses a size that is empty or too large.</summary>
    /// <exception cref="ImageFormatException">The size is outside the limits.</exception>
    internal static void Check(string path, long? offset, long height, long width)
    {
        if (height is < 1 or > Side || width is < 1 or > Side || height * width > Pixels)
        {
            throw new ImageFormatException(path, offset, $"an image of {width} x {height} pixels",
                $"sides of 1 to {Side} pixels and at most {Pixels / 1_000_000} million pixels in all");
        }
    }
}
