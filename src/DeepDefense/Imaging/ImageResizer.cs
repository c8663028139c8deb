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
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor stored = image.Pixels.ToTensor([1, 3, image.Height, image.Width]).to(ScalarType.Float32);
        Tensor resized = nn.functional.interpolate(stored, [height, width], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
        byte[] pixels = Array.ConvertAll(resized.ToArray<float>(),
            value => (byte)Math.Clamp(MathF.Round(value), byte.MinValue, byte.MaxValue));
        return new RgbImage(height, width, pixels);
    }
}
