namespace DeepDefense.Imaging;

/// <summary>PNG in and out, through libpng.</summary>
internal static unsafe class Png
{
    /// <summary>The eight bytes that every PNG file begins with.</summary>
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private const int RgbaChannels = 4;

    /// <summary>Decodes any PNG to 8-bit RGB: palettes and grey are expanded, 16 bits are rounded to 8, and
    /// transparency is dropped, not composited, as torchvision's loaders do it: hidden colours count as seen.</summary>
    /// <exception cref="ImageFormatException">The file is damaged, or larger than the limits.</exception>
    internal static RgbImage Decode(string path, ReadOnlySpan<byte> file)
    {
        LibPng.Library.Demand();
        LibPng.Image png = new() { Version = LibPng.ImageVersion };
        try
        {
            fixed (byte* memory = file)
            {
                if (LibPng.BeginRead(ref png, memory, (nuint)file.Length) == 0)
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

    private static ImageFormatException Damaged(string path, in LibPng.Image png, int size) =>
        new(path, null, $"a PNG that libpng cannot read ({png.Message}) in {size} bytes", "a whole PNG file");
}
