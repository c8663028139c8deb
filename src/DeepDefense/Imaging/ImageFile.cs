using DeepDefense.Torch.Serialization;

namespace DeepDefense.Imaging;

/// <summary>Image files: PNG, JPEG and binary PPM in, PNG out.</summary>
public static class ImageFile
{
    /// <summary>Reads an image. The first bytes tell the format, not the name.</summary>
    /// <param name="path">A PNG, JPEG or binary PPM file.</param>
    /// <returns>The pixels as they are stored, in [0, 255]. Grey and palettes become RGB; 16 bits a sample become
    /// 8; transparency is dropped, so a hidden colour counts as seen; orientation tags are not followed.</returns>
    /// <exception cref="ImageFormatException">The file is no such image, is damaged or cut short, or claims more
    /// than 64 million pixels or 65,535 a side.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    /// <exception cref="DllNotFoundException">A library is missing; the message names its Debian package.</exception>
    public static RgbImage Read(string path) => ReadStored(path).Image;

    /// <summary>Reads an image and says how it is stored.</summary>
    internal static StoredFile ReadStored(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] file = ReadBounded(path);
        if (file.AsSpan().StartsWith(Png.Signature))
        {
            return new StoredFile(Png.Decode(path, file), "PNG", file.Length);
        }
        if (file.AsSpan().StartsWith(Jpeg.Signature))
        {
            return new StoredFile(Jpeg.Decode(path, file), "JPEG", file.Length);
        }
        if (file.AsSpan().StartsWith(Ppm.Signature))
        {
            return new StoredFile(Ppm.Decode(path, file), "PPM", file.Length);
        }
        throw NoSignature(path, file);
    }

    /// <summary>Writes an 8-bit RGB PNG, without loss, replacing a file of that name.</summary>
    /// <param name="path">The file to write; missing folders are made.</param>
    /// <param name="image">(3, H, W), values in [0, 255].</param>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    /// <exception cref="DllNotFoundException">libpng is missing; the message names its Debian package.</exception>
    public static void WritePng(string path, RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        byte[] file = Png.Encode(image);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    private static ImageFormatException NoSignature(string path, ReadOnlySpan<byte> file) =>
        new(path, 0, Excerpt.Of(file), "the signature of PNG, JPEG or PPM (P6)");

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
