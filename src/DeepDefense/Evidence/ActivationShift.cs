namespace DeepDefense.Evidence;

/// <summary>Where images lie among the activations of the last third of the layers.</summary>
/// <remarks><see cref="ClassShift"/>; cf. Tang et al., "Demon in the Variant" (SCAn), 2021, which separates two groups among the last
/// layer's.</remarks>
public sealed class ActivationShift : IEvidence
{
    /// <inheritdoc/>
    public string Name => "activations";

    /// <inheritdoc/>
    public EvidenceScores Score(EvidenceSubject subject, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        NetworkFeatures training = subject.TrainingFeatures(progress, cancellation), clean = subject.CleanFeatures(cancellation);
        (double[] scores, double[] cleanScores) = ClassShift.Of(training.Activations, subject.Training.Labels, clean.Activations, subject.Clean.Labels,
            training.Layers.TakeLast(Math.Max(training.Layers.Count / 3, 1)), subject.Classes, subject.Seed.For(Name));
        return new EvidenceScores(Name, scores, cleanScores);
    }
}
