namespace DeepDefense.Steganalysis.Mixture;

/// <summary>The changes by family.</summary>
internal static class Perturbations
{
    private static readonly (PerturbationFamilies Family, IPerturbation Perturbation)[] All =
    [
        (PerturbationFamilies.Blocks, new BlockPerturbation()),
        (PerturbationFamilies.Blends, new BlendPerturbation()),
        (PerturbationFamilies.Sinusoids, new SinusoidPerturbation()),
        (PerturbationFamilies.Bands, new BandPerturbation()),
        (PerturbationFamilies.Warps, new WarpPerturbation()),
        (PerturbationFamilies.Quantisation, new QuantisationPerturbation()),
        (PerturbationFamilies.Embedding, new EmbeddingPerturbation()),
        (PerturbationFamilies.Encoders, new EncoderPerturbation()),
        (PerturbationFamilies.Reflections, new ReflectionPerturbation()),
        (PerturbationFamilies.Tones, new TonePerturbation()),
    ];

    /// <summary>What happens to clean images too.</summary>
    internal static IReadOnlyList<IPerturbation> HardNegatives { get; } =
        [new JpegCompression(), new Resampling(), new Sharpening(), new SensorNoise(), new SlightGamma()];

    /// <summary>The changes of some families.</summary>
    internal static IPerturbation[] Of(PerturbationFamilies families) =>
        [.. All.Where(entry => families.HasFlag(entry.Family)).Select(entry => entry.Perturbation)];
}
