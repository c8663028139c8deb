namespace DeepDefense.Evidence;

/// <summary>What the answer hangs on: derivatives of the label's logit by the channels of the last third of the layers but one. A trigger makes the network look
/// elsewhere than at the object.</summary>
/// <remarks><see cref="ClassShift"/> on what AGPD (ICLR 2025) looks at by angles; of the last layer, whose derivative is the same for all
/// images of a label, nothing is taken.</remarks>
public sealed class GradientShift : IEvidence
{
    /// <inheritdoc/>
    public string Name => "gradients";

    /// <inheritdoc/>
    public EvidenceScores Score(EvidenceSubject subject, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        NetworkFeatures training = subject.TrainingFeatures(progress, cancellation), clean = subject.CleanFeatures(cancellation);
        if (training.Gradients is null || clean.Gradients is null)
        {
            return EvidenceScores.DoesNotApply(Name, NetworkFeatures.NoGradients);
        }
        (double[] scores, double[] cleanScores) = ClassShift.Of(training.Gradients, subject.Training.Labels, clean.Gradients, subject.Clean.Labels,
            training.Layers.SkipLast(1).TakeLast(Math.Max(training.Layers.Count / 3, 1)), subject.Classes, subject.Seed.For(Name));
        return new EvidenceScores(Name, scores, cleanScores);
    }
}
