using System.Buffers.Binary;

namespace DeepDefense.Imaging;

/// <summary>PNG in and out, through libpng.</summary>
internal static unsafe class Png
{
    /// <summary>The eight bytes that every PNG file begins with.</summary>
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private const int RgbaChannels = 4;
    private const int ChunkFrame = 12; // length, type, checksum

    /// <summary>Decodes any PNG to 8-bit RGB as it is stored, whatever it says of its colour space: palettes and grey are expanded, 16 bits are rounded to 8, and
    /// transparency is dropped, not composited, as torchvision's loaders do it: hidden colours count as seen.</summary>
    /// <exception cref="ImageFormatException">The file is damaged, or larger than the limits.</exception>
    internal static RgbImage Decode(string path, ReadOnlySpan<byte> file)
    {
        LibPng.Library.Demand();
        ReadOnlySpan<byte> stored = WithoutColourSpace(file);
        LibPng.Image png = new() { Version = LibPng.ImageVersion };
        try
        {
            fixed (byte* memory = stored)
            {
                if (LibPng.BeginRead(ref png, memory, (nuint)stored.Length) == 0)
                {
                    throw Damaged(path, png, file.Length);
                }
                ImageLimits.Check(path, offset: 16, png.Height, png.Width);
                // Always with alpha: where it is asked away, libpng composites on what lies in the buffer.
                png.Format = LibPng.FormatRgba;
                png.Flags |= LibPng.FlagSixteenBitIsSrgb;
                byte[] interleaved = new byte[RgbaChannels * (long)png.Height * png.Width];
                fixed (byte* buffer = interleaved)
                {
                    if (LibPng.FinishRead(ref png, null, buffer, rowStride: 0, null) == 0)
                    {
                        throw Damaged(path, png, file.Length);
                    }
                }
                return RgbImage.FromInterleaved((int)png.Height, (int)png.Width, interleaved, RgbaChannels);
            }
        }
        finally
        {
            LibPng.Free(ref png);
        }
    }

    /// <summary>Encodes as 8-bit RGB, without loss.</summary>
    internal static byte[] Encode(RgbImage image)
    {
        LibPng.Library.Demand();
        LibPng.Image png = new()
        {
            Version = LibPng.ImageVersion,
            Height = (uint)image.Height,
            Width = (uint)image.Width,
            Format = LibPng.FormatRgb,
        };
        // The first call into a buffer that always suffices: deflate never grows data by more than this.
        byte[] file = new byte[image.Pixels.Length + image.Pixels.Length / 512 + image.Height + 4096];
        nuint size = (nuint)file.Length;
        fixed (byte* memory = file, buffer = image.ToInterleaved())
        {
            if (LibPng.Write(ref png, memory, ref size, convertToEightBit: 0, buffer, rowStride: 0, null) == 0)
            {
                throw new InvalidOperationException($"libpng could not write a PNG: {png.Message}");
            }
        }
        Array.Resize(ref file, (int)size);
        return file;
    }

    // libpng's simplified reader converts colours by them, so that whoever writes a file could have a scanner see other pixels
    // than a network is trained on. A file without them comes back as it is.
    private static ReadOnlySpan<byte> WithoutColourSpace(ReadOnlySpan<byte> file)
    {
        byte[]? plain = null;
        int length = 0, at = Signature.Length;
        while (file.Length - at >= ChunkFrame)
        {
            uint content = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (content > file.Length - at - ChunkFrame) { break; }
            ReadOnlySpan<byte> chunk = file.Slice(at, (int)content + ChunkFrame), type = chunk.Slice(sizeof(uint), 4);
            if (type.SequenceEqual("gAMA"u8) || type.SequenceEqual("cHRM"u8) || type.SequenceEqual("sRGB"u8) || type.SequenceEqual("iCCP"u8))
            {
                if (plain is null)
                {
                    plain = new byte[file.Length];
                    file[..at].CopyTo(plain);
                    length = at;
                }
            }
            else if (plain is not null)
            {
                chunk.CopyTo(plain.AsSpan(length));
                length += chunk.Length;
            }
            at += chunk.Length;
        }
        if (plain is null) { return file; }
        file[at..].CopyTo(plain.AsSpan(length));
        return plain.AsSpan(0, length + file.Length - at);
    }

    private static ImageFormatException Damaged(string path, in LibPng.Image png, int size) =>
        new(path, null, $"a PNG that libpng cannot read ({png.Message}) in {size} bytes", "a whole PNG file");
}
