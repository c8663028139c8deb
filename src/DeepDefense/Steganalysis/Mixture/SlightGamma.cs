using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>A slight change of tone, gamma 0.9 to 1.1, as of another camera.</summary>
internal sealed class SlightGamma : IPerturbation
{
    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random) => ToneCurve.Apply(pixels, 0.9 + 0.2 * random.NextDouble());
}
