using System.Buffers.Binary;
using SkiaSharp;

namespace DeepDefense.Imaging;

/// <summary>WebP in.</summary>
internal static class WebP
{
    private const int Size = 4, SizeEnd = 8;

    /// <summary>Decodes the first frame of a file that is as long as it says: SkiaSharp asks for the first frame only.</summary>
    /// <exception cref="ImageFormatException">The file is damaged, or larger than the limits.</exception>
    internal static RgbImage Decode(string path, byte[] file) =>
        BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(Size)) <= file.Length - SizeEnd ? Codec.Decode(path, "WebP", file)
            : throw Codec.Damaged(path, "WebP", file.Length, SKCodecResult.IncompleteInput);
}
