using SkiaSharp;

namespace DeepDefense.Imaging;

/// <summary>JPEG in, and what is left of an image after it.</summary>
public static class Jpeg
{
    private const byte Marker = 0xFF, StartOfImage = 0xD8, EndOfImage = 0xD9;

    /// <summary>Decodes a file that has its end: of a progressive one cut short SkiaSharp would paint what is there.</summary>
    /// <exception cref="ImageFormatException">The file is damaged, or larger than the limits.</exception>
    internal static RgbImage Decode(string path, byte[] file) =>
        HasEnd(file) ? Codec.Decode(path, "JPEG", file) : throw Codec.Damaged(path, "JPEG", file.Length, SKCodecResult.IncompleteInput);

    /// <summary>An image as it comes back from a JPEG file, 4:2:0.</summary>
    /// <param name="image">It; left as it is.</param>
    /// <param name="quality">In [0, 100].</param>
    public static RgbImage Compress(RgbImage image, int quality) => Decode("JPEG in memory", Codec.EncodeJpeg(image, quality));

    // Segments are stepped over, because one may hold a thumbnail with an end of its own. ITU T.81, B.1.1.
    private static bool HasEnd(ReadOnlySpan<byte> file)
    {
        for (int at = 0; at + 1 < file.Length;)
        {
            int next = file[at..].IndexOf(Marker);
            if (next < 0 || at + next + 1 >= file.Length) { return false; }
            at += next + 1;
            switch (file[at])
            {
                case EndOfImage:
                    return true;
                case Marker:
                    break; // A fill byte; the marker is still to come.
                case 0 or 1 or (>= 0xD0 and <= StartOfImage): // 0xFF as a value; markers without a segment.
                    at++;
                    break;
                default:
                    if (at + 2 >= file.Length) { return false; }
                    at += 1 + ((file[at + 1] << 8) | file[at + 2]);
                    break;
            }
        }
        return false;
    }
}
