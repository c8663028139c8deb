using System.Buffers.Binary;

namespace DeepDefense.Imaging;

/// <summary>PNG in.</summary>
internal static class Png
{
    private const int Depth = 24, ColorType = 25, Checksum = 29, HeaderEnd = 33;
    private const byte Grey = 0, GreyAlpha = 4;

    // What the two bytes that are changed change in the header's CRC-32: that is linear, and the header's length is fixed.
    private const uint ChangeOfChecksum = 0xDFF24B14;

    /// <summary>Decodes any PNG. Palettes and grey are expanded; of 16 bits the upper 8 are kept, but grey of 16 bits is cut off at 255,
    /// as PIL does it.</summary>
    /// <exception cref="ImageFormatException">The file is damaged, or larger than the limits.</exception>
    internal static RgbImage Decode(string path, byte[] file) =>
        file.Length >= HeaderEnd && file[Depth] == 16 && file[ColorType] == Grey ? DecodeDeepGrey(path, file) : Codec.Decode(path, "PNG", file);

    // SkiaSharp gives the upper 8 bits only. Grey and alpha of 8 bits lie in a file as grey of 16 does: taken for that, both bytes come.
    private static RgbImage DecodeDeepGrey(string path, byte[] file)
    {
        byte[] twoBytes = [.. file];
        (twoBytes[Depth], twoBytes[ColorType]) = (8, GreyAlpha);
        Span<byte> checksum = twoBytes.AsSpan(Checksum);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, BinaryPrimitives.ReadUInt32BigEndian(checksum) ^ ChangeOfChecksum);
        (int height, int width, byte[] pixels) = Codec.DecodeRgba(path, "PNG", twoBytes);
        for (int i = 0; i < pixels.Length; i += 4)
        {
            (byte upper, byte lower) = (pixels[i], pixels[i + 3]);
            pixels.AsSpan(i, 3).Fill(upper == 0 ? lower : byte.MaxValue);
        }
        return RgbImage.FromInterleaved(height, width, pixels);
    }
}
