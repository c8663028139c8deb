using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>The size of every image of the data set.</summary>
/// <param name="Height">H, in pixels.</param>
/// <param name="Width">W, in pixels.</param>
/// <param name="Model">The image that set the size, or null: it was declared, and images are resized.</param>
internal sealed record CommonSize(int Height, int Width, string? Model)
{
    internal int Bytes => 3 * Height * Width; // ImageLimits and DatasetOptions.Size keep it small

    // Images of another size are resized to a declared one, and refused where the first image set it.
    internal string Name => $"{Height} {Width} {(Model is null ? "declared" : "of the first")}";

    internal RgbImage Fit(RgbImage image, string path)
    {
        if (image.Height == Height && image.Width == Width)
        {
            return image;
        }
        return Model is null
            ? ImageResizer.Resize(image, Height, Width)
            : throw new DatasetException(path, null, $"{image.Width} x {image.Height} pixels",
                $"{Width} x {Height} as in {Model}: say a size to resize all to (--image-size)");
    }
}
