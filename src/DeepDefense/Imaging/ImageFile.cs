using DeepDefense.Torch.Serialization;

namespace DeepDefense.Imaging;

/// <summary>Image files: JPEG, PNG, WebP, BMP, GIF, PPM, PGM and PBM in, PNG out.</summary>
public static class ImageFile
{
    private const string Formats = "JPEG, PNG, WebP, BMP, GIF, PPM, PGM or PBM";

    /// <summary>Reads an image. The first bytes tell the format, not the name.</summary>
    /// <param name="path">A JPEG, PNG, WebP, BMP, GIF, PPM, PGM or PBM file.</param>
    /// <returns>The pixels that PIL gives, <c>Image.open(path).convert("RGB")</c>, in [0, 255]: the first frame, as it is stored. Grey and
    /// palettes become RGB; of 16 bits a sample the upper 8 are kept, but grey is cut off at 255; transparency is dropped, so a hidden colour
    /// counts as seen; colour profiles and orientation tags are not followed.</returns>
    /// <exception cref="ImageFormatException">The file is no such image, is damaged or cut short, claims more than 64 million pixels or
    /// 65,535 a side, or is one of the rare kinds that would not come out as in PIL: BMP of 16 bits a pixel, GIF with a first frame that does
    /// not fill it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static RgbImage Read(string path) => ReadStored(path).Image;

    /// <summary>Reads an image and says how it is stored.</summary>
    internal static StoredFile ReadStored(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Decode(path, ReadBounded(path));
    }

    /// <summary>Decodes an image that lies in memory.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="file">The bytes that a file of it would have.</param>
    /// <exception cref="ImageFormatException">As of <see cref="Read"/>.</exception>
    internal static StoredFile Decode(string path, byte[] file)
    {
        string format = ImageSignature.OfRead(file) ?? throw NoSignature(path, file);
        RgbImage image = format switch
        {
            "JPEG" => Jpeg.Decode(path, file),
            "PNG" => Png.Decode(path, file),
            "BMP" => Bmp.Decode(path, file),
            "GIF" => Gif.Decode(path, file),
            "WebP" => WebP.Decode(path, file),
            _ => Ppm.Decode(path, file),
        };
        return new StoredFile(image, format, file.Length);
    }

    /// <summary>Writes an 8-bit RGB PNG, without loss, replacing a file of that name.</summary>
    /// <param name="path">The file to write; missing folders are made.</param>
    /// <param name="image">(3, H, W), values in [0, 255].</param>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void WritePng(string path, RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        byte[] file = Codec.EncodePng(image);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    private static ImageFormatException NoSignature(string path, ReadOnlySpan<byte> file) => ImageSignature.OfUnread(file) is { } kind
        ? new(path, 0, kind, $"{Formats}: save it as one of them, or take it out") { IsUnreadKind = true }
        : new(path, 0, Excerpt.Of(file), $"the signature of {Formats}");

    private static byte[] ReadBounded(string path)
    {
        // A pipe or a device has no length either; to open it might never return.
        if (LinkTarget.Of(path) is { Exists: true, Length: 0 })
        {
            throw NoSignature(path, []);
        }
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > ImageLimits.FileBytes)
        {
            throw new ImageFormatException(path, null, $"{stream.Length} bytes",
                $"an image file of at most {ImageLimits.FileBytes} bytes");
        }
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }
}
