namespace DeepDefense.Evidence;

/// <summary>A view on a training set: something by which poisoned images differ from others of their label, without knowledge of the trigger.</summary>
public interface IEvidence
{
    /// <summary>How reports and files call it, e.g. <c>activations</c>.</summary>
    public string Name { get; }

    /// <summary>Scores every image; higher is more suspicious.</summary>
    /// <param name="subject">What is looked at.</param>
    /// <param name="progress">Told the share that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops between batches.</param>
    public EvidenceScores Score(EvidenceSubject subject, IProgress<double>? progress = null, CancellationToken cancellation = default);
}
