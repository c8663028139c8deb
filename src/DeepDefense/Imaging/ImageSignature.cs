using System.Buffers.Binary;

namespace DeepDefense.Imaging;

/// <summary>What the first bytes of a file tell.</summary>
internal static class ImageSignature
{
    /// <summary>Bytes that are enough to tell.</summary>
    internal const int Length = 32;

    private const int BmpHeaderSize = 14;

    /// <summary>The format that the first bytes claim, of those that are read, or null. BMP, PPM, PGM and PBM have two bytes only,
    /// which a text may begin with as well.</summary>
    internal static string? OfRead(ReadOnlySpan<byte> file) => file switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "PNG",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        [(byte)'B', (byte)'M', ..] => "BMP",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "GIF",
        [(byte)'P', (byte)'3' or (byte)'6', ..] => "PPM",
        [(byte)'P', (byte)'2' or (byte)'5', ..] => "PGM",
        [(byte)'P', (byte)'1' or (byte)'4', ..] => "PBM",
        _ => null,
    };

    /// <summary>The format of an image file that is not read, or of one that only looks like an image by its name, or null.
    /// </summary>
    internal static string? OfUnread(ReadOnlySpan<byte> file) => file switch
    {
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => "TIFF",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'a', (byte)'v', (byte)'i', (byte)'f' or (byte)'s', ..] => "AVIF",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h' or (byte)'m', (byte)'e' or (byte)'i', (byte)'i' or (byte)'v' or (byte)'f', _, ..] => "HEIF",
        [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => "JPEG 2000",
        [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => "JPEG XL",
        [0, 5, 0x16, 7, ..] => "AppleDouble",
        _ => null,
    };

    /// <summary>The format of an image, read or not, in a file whose name is not that of one, or null: where two bytes are no
    /// proof, what follows must fit.</summary>
    internal static string? OfNameless(ReadOnlySpan<byte> file) => OfRead(file) switch
    {
        "BMP" => IsBmpHeader(file) ? "BMP" : null,
        "PPM" or "PGM" or "PBM" => file is [_, _, (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r', (byte)'#' or (>= (byte)'1' and <= (byte)'9'), ..] ? OfRead(file) : null,
        null => OfUnread(file),
        string format => format,
    };

    // The size of the second header, of OS/2's and Windows' versions, and one plane.
    private static bool IsBmpHeader(ReadOnlySpan<byte> file) => file.Length >= BmpHeaderSize + 14
        && BinaryPrimitives.ReadUInt32LittleEndian(file[BmpHeaderSize..]) switch
        {
            12 => file[22] == 1 && file[23] == 0,
            40 or 52 or 56 or 64 or 108 or 124 => file[26] == 1 && file[27] == 0,
            _ => false,
        };
}
