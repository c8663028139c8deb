using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>A curve of tone, the same for all bands or one for each: gamma 1.2 to 2, or one over it.</summary>
internal sealed class TonePerturbation : IPerturbation
{
    private const double LeastGamma = 1.2, MostGamma = 2;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        int parts = random.Next(2) == 0 ? 1 : 3;
        for (int part = 0; part < parts; part++)
        {
            double gamma = scene.Draw(random, LeastGamma, MostGamma);
            ToneCurve.Apply(pixels.Slice(part * pixels.Length / parts, pixels.Length / parts), random.Next(2) == 0 ? gamma : 1 / gamma);
        }
    }
}
