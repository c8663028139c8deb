using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>Scaled to 0.6 to 1.8 of the size, and back.</summary>
internal sealed class Resampling : IPerturbation
{
    private const double Smallest = 0.6, Largest = 1.8;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        double scale = double.Lerp(Smallest, Largest, random.NextDouble());
        int height = Math.Max(1, (int)Math.Round(scale * scene.Height)), width = Math.Max(1, (int)Math.Round(scale * scene.Width));
        RgbImage scaled = ImageResizer.Resize(new RgbImage(scene.Height, scene.Width, pixels.ToArray()), height, width);
        ImageResizer.Resize(scaled, scene.Height, scene.Width).Pixels.CopyTo(pixels);
    }
}
