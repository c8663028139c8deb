using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>An unsharp mask: the difference to the mean of the 3 x 3 around, 0.1 to 1 times, on top.</summary>
internal sealed class Sharpening : IPerturbation
{
    private const double LeastAmount = 0.1;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        double amount = scene.Draw(random, LeastAmount, 1);
        double[] blurred = BoxBlur.Of(pixels, scene, 1);
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = Scene.Level(pixels[i] + amount * (pixels[i] - blurred[i])); }
    }
}
