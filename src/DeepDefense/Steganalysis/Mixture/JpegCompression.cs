using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>Compressed as JPEG at quality 60 to 98, and read again.</summary>
internal sealed class JpegCompression : IPerturbation
{
    private const int LeastQuality = 60, MostQuality = 98;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random) => Compress(pixels, scene, LeastQuality + random.Next(MostQuality - LeastQuality + 1));

    /// <summary>The same at a quality of choice, in [0, 100].</summary>
    internal static void Compress(Span<byte> pixels, Scene scene, int quality) =>
        Jpeg.Compress(new RgbImage(scene.Height, scene.Width, pixels.ToArray()), quality).Pixels.CopyTo(pixels);
}
