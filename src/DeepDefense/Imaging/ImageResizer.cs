using DeepDefense.Torch;

namespace DeepDefense.Imaging;

/// <summary>Resizes images as training libraries do, so that a data set that was resized elsewhere looks the same.
/// </summary>
public static class ImageResizer
{
    /// <summary>Bilinear interpolation with antialiasing; the aspect ratio is the caller's affair.</summary>
    /// <param name="image">(3, H, W), values in [0, 255].</param>
    /// <param name="height">New H, in pixels, at least 1.</param>
    /// <param name="width">New W, in pixels, at least 1.</param>
    /// <returns>(3, height, width), rounded to whole values in [0, 255].</returns>
    /// <remarks>ATen's <c>_upsample_bilinear2d_aa</c>, which is also torchvision's and agrees with Pillow's.</remarks>
    public static RgbImage Resize(RgbImage image, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        using TensorScope scope = TensorScope.Enter();
        Tensor stored = Tensor.From(image.Pixels, 1, 3, image.Height, image.Width);
        Tensor resized = Functional.InterpolateBilinearAntialias(stored.To(ScalarType.Float32), height, width);
        byte[] pixels = Array.ConvertAll(resized.ToArray<float>(),
            value => (byte)Math.Clamp(MathF.Round(value), byte.MinValue, byte.MaxValue));
        return new RgbImage(height, width, pixels);
    }
}
