namespace DeepDefense.Imaging;

/// <summary>BMP in.</summary>
internal static class Bmp
{
    private const int HeaderSize = 14, OldBits = 24, Bits = 28;
    private const byte OldHeader = 12;

    /// <summary>Decodes a BMP of 1, 4, 8, 24 or 32 bits a pixel.</summary>
    /// <exception cref="ImageFormatException">The file is damaged or larger than the limits, or has 16 bits a pixel.</exception>
    internal static RgbImage Decode(string path, byte[] file)
    {
        int bits = file.Length > HeaderSize && file[HeaderSize] == OldHeader ? OldBits : Bits;
        return file.Length > bits && file[bits] == 16
            ? throw new ImageFormatException(path, bits, "a BMP of 16 bits a pixel", "1, 4, 8, 24 or 32, of which all decoders make the same colours: save it as PNG")
            : Codec.Decode(path, "BMP", file);
    }
}
