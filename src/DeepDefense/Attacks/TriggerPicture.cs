using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Attacks;

/// <summary>The picture that a trigger lets through.</summary>
internal static class TriggerPicture
{
    /// <summary>The picture of a file, resized to the image, or one that is drawn.</summary>
    /// <param name="file">An image file, or null: drawn.</param>
    /// <param name="seed">Draws it.</param>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <exception cref="ImageFormatException">The file is no image.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static RgbImage Of(string? file, Seed seed, int height, int width) =>
        Fit(file is null ? SyntheticImages.Picture(Math.Max(height, width), seed) : ImageFile.Read(file), height, width);

    /// <summary>The picture at another size, where it has not got it.</summary>
    internal static RgbImage Fit(RgbImage picture, int height, int width) =>
        (picture.Height, picture.Width) == (height, width) ? picture : ImageResizer.Resize(picture, height, width);
}
