using SkiaSharp;

namespace DeepDefense.Imaging;

/// <summary>Image formats through SkiaSharp. Colour profiles, gamma and orientation are not followed: pixels come as they are
/// stored, which is how PIL gives them.</summary>
internal static class Codec
{
    private const int CompressionLevel = 6;

    /// <summary>Decodes the first picture of a file; transparency is dropped, so that a hidden colour counts as seen.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="format">What its first bytes say that it is.</param>
    /// <param name="file">Its bytes.</param>
    /// <exception cref="ImageFormatException">The file is damaged, or larger than the limits.</exception>
    internal static RgbImage Decode(string path, string format, byte[] file)
    {
        (int height, int width, byte[] pixels) = DecodeRgba(path, format, file);
        return RgbImage.FromInterleaved(height, width, pixels);
    }

    /// <summary>The same with transparency: (H, W, 4), red, green, blue, alpha, in [0, 255], colours not multiplied by alpha.</summary>
    /// <exception cref="ImageFormatException">The file is damaged, or larger than the limits.</exception>
    internal static (int Height, int Width, byte[] Pixels) DecodeRgba(string path, string format, byte[] file)
    {
        using SKCodec? codec = SKCodec.Create(new SKMemoryStream(file), out SKCodecResult result);
        if (codec is null) { throw Damaged(path, format, file.Length, result); }
        (int height, int width) = (codec.Info.Height, codec.Info.Width);
        ImageLimits.Check(path, offset: null, height, width);
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        result = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, alpha, colorspace: null), out byte[] pixels);
        return result == SKCodecResult.Success ? (height, width, pixels) : throw Damaged(path, format, file.Length, result);
    }

    /// <summary>Encodes as an 8-bit RGB PNG, without loss.</summary>
    internal static byte[] EncodePng(RgbImage image) =>
        Encode(image, "PNG", pixels => pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, CompressionLevel)));

    /// <summary>Encodes as a JPEG, colour at half the resolution, as most files have it.</summary>
    /// <param name="image">The pixels.</param>
    /// <param name="quality">As libjpeg counts it, in [0, 100].</param>
    internal static byte[] EncodeJpeg(RgbImage image, int quality) =>
        Encode(image, "JPEG", pixels => pixels.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore)));

    private static byte[] Encode(RgbImage image, string format, Func<SKPixmap, SKData?> encode)
    {
        SKImageInfo info = new(image.Width, image.Height, SKColorType.Rgb888x, SKAlphaType.Opaque, colorspace: null);
        using SKImage copy = SKImage.FromPixelCopy(info, image.ToInterleaved());
        using SKPixmap pixels = copy.PeekPixels();
        using SKData file = encode(pixels) ?? throw new InvalidOperationException($"SkiaSharp could not write a {format}");
        return file.ToArray();
    }

    /// <summary>The refusal of a file that is not whole.</summary>
    internal static ImageFormatException Damaged(string path, string format, int size, SKCodecResult result) => new(path, null,
        result == SKCodecResult.IncompleteInput ? $"a {format} that ends too early, in {size} bytes" : $"a {format} that cannot be decoded ({result}) in {size} bytes",
        $"a whole {format} file");
}
