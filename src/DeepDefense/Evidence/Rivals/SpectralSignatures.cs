namespace DeepDefense.Evidence.Rivals;

/// <summary>Tran et al., "Spectral Signatures in Backdoor Attacks", NeurIPS 2018: squared projection of the penultimate activations of a label,
/// centred, on their first principal direction.</summary>
/// <remarks>The method takes from each label the 1.5 epsilon share of highest scores. Scores are given in units of the one at that
/// place, so that above 1 an image is taken, whatever its label.</remarks>
/// <param name="poisonRate">epsilon, the assumed share of poison among the images of a label, in (0, 2/3). Default .1, the larger of those published.</param>
public sealed class SpectralSignatures(double poisonRate = 0.1) : IEvidence
{
    private const double Excess = 1.5;

    /// <inheritdoc/>
    public string Name => "spectral-signatures";

    /// <inheritdoc/>
    public EvidenceScores Score(EvidenceSubject subject, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        PenultimateFeatures.Score(Name, subject, OfLabel, progress, cancellation);

    /// <summary>Scores of the images of a label.</summary>
    /// <inheritdoc cref="PenultimateFeatures.Method"/>
    internal (Tensor Training, Tensor Clean) OfLabel(Tensor rows, Tensor clean)
    {
        PrincipalComponents first = PrincipalComponents.Of(rows, 1);
        Tensor scores = first.Project(rows).square().squeeze(1);
        int taken = Math.Clamp((int)(Excess * poisonRate * rows.shape[0]), 1, (int)rows.shape[0] - 1);
        Tensor highestKept = scores.sort(descending: true).Values[taken] + double.Epsilon;
        return (scores / highestKept, first.Project(clean).square().squeeze(1) / highestKept);
    }
}
