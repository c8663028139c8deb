namespace DeepDefense.Imaging;

/// <summary>GIF in.</summary>
internal static class Gif
{
    private const int Flags = 10, HeaderEnd = 13;
    private const byte Extension = 0x21, GraphicControl = 0xF9, HasTable = 0x80, TableSize = 0x07, HasTransparency = 0x01;

    /// <summary>Decodes the first frame; the transparent colour is a colour like the others, as in PIL.</summary>
    /// <exception cref="ImageFormatException">The file is damaged or larger than the limits, or its first frame leaves pixels
    /// without a colour.</exception>
    internal static RgbImage Decode(string path, byte[] file)
    {
        (int height, int width, byte[] pixels) = Codec.DecodeRgba(path, "GIF", WithoutTransparency(file));
        for (int alpha = 3; alpha < pixels.Length; alpha += 4)
        {
            if (pixels[alpha] != byte.MaxValue)
            {
                throw new ImageFormatException(path, null, "a GIF whose first frame leaves pixels without a colour",
                    "a first frame that fills the picture: save it as PNG");
            }
        }
        return RgbImage.FromInterleaved(height, width, pixels);
    }

    // Clears the flag in the extensions before the first frame. A file that ends among them is left to the decoder.
    private static byte[] WithoutTransparency(ReadOnlySpan<byte> file)
    {
        byte[] opaque = [.. file];
        int at = HeaderEnd;
        if (file.Length > HeaderEnd && (file[Flags] & HasTable) != 0) { at += 3 << ((file[Flags] & TableSize) + 1); }
        while (at + 3 < file.Length && file[at] == Extension)
        {
            if (file[at + 1] == GraphicControl) { opaque[at + 3] &= unchecked((byte)~HasTransparency); }
            at += 2;
            while (at < file.Length && file[at] != 0) { at += 1 + file[at]; } // Blocks; one of length 0 ends them.
            at++;
        }
        return opaque;
    }
}
