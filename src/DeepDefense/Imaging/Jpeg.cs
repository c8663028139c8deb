using System.Runtime.InteropServices;

namespace DeepDefense.Imaging;

/// <summary>JPEG in, through TurboJPEG.</summary>
internal static class Jpeg
{
    /// <summary>The marker that every JPEG file begins with, and the first byte of the next.</summary>
    internal static ReadOnlySpan<byte> Signature => [0xFF, 0xD8, 0xFF];

    /// <summary>Decodes to RGB with the accurate integer transform. A warning counts as an error, because libjpeg
    /// warns of a file cut in half and paints the rest grey.</summary>
    /// <exception cref="ImageFormatException">The file is damaged, or larger than the limits.</exception>
    internal static RgbImage Decode(string path, ReadOnlySpan<byte> file)
    {
        TurboJpeg.Library.Demand();
        using TurboJpeg.Decompressor decompressor = TurboJpeg.InitDecompress();
        if (decompressor.IsInvalid)
        {
            throw new InsufficientMemoryException("TurboJPEG could not start a decompressor");
        }
        CULong size = new((nuint)file.Length);
        if (TurboJpeg.DecompressHeader(decompressor, file, size, out int width, out int height, out _, out _) != 0)
        {
            throw Damaged(path, decompressor, file.Length);
        }
        ImageLimits.Check(path, offset: null, height, width);
        byte[] interleaved = new byte[3L * height * width];
        if (TurboJpeg.Decompress(decompressor, file, size, interleaved, width, pitch: 0, height,
            TurboJpeg.PixelFormatRgb, TurboJpeg.FlagAccurateDct | TurboJpeg.FlagLimitScans) != 0)
        {
            throw Damaged(path, decompressor, file.Length);
        }
        return RgbImage.FromInterleaved(height, width, interleaved);
    }

    private static ImageFormatException Damaged(string path, TurboJpeg.Decompressor decompressor, int size) =>
        new(path, null, $"a JPEG that TurboJPEG cannot read ({TurboJpeg.ErrorText(decompressor)}) in {size} bytes",
            "a whole JPEG file");
}
