using System.Buffers.Binary;
using System.IO.Compression;

namespace DeepDefense.Tests.Imaging;

/// <summary>PNG files put together byte by byte after the standard, independently of any codec.</summary>
internal static class HandmadePng
{
    public const byte Palette = 3, GreyAlpha = 4, Rgb = 2, Rgba = 6;

    /// <summary>A file of rows without filter (the leading 0 of each row is put in here).</summary>
    public static byte[] Make(int height, int width, byte depth, byte colorType, byte[][] rows, byte[]? palette = null, (string Type, byte[] Content)? more = null)
    {
        using MemoryStream file = new();
        file.Write([0x89, .. "PNG\r\n\x1A\n"u8]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, colorType);
        WriteChunk(file, "IHDR"u8, header);
        if (palette is not null)
        {
            WriteChunk(file, "PLTE"u8, palette);
        }
        if (more is var (type, content)) { WriteChunk(file, System.Text.Encoding.ASCII.GetBytes(type), content); }
        using MemoryStream packed = new();
        using (ZLibStream deflate = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (byte[] row in rows) { deflate.Write([0, .. row]); }
        }
        WriteChunk(file, "IDAT"u8, packed.ToArray());
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32([.. type, .. content]));
        file.Write(number);
    }

    private static uint Crc32(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) { crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320); }
        }
        return ~crc;
    }
}
