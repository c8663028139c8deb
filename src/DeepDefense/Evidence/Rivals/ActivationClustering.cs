namespace DeepDefense.Evidence.Rivals;

/// <summary>Chen et al., "Detecting Backdoor Attacks on Deep Neural Networks by Activation Clustering", 2018: the penultimate activations of a
/// label fall into two clusters, of which the smaller is poison if they are well apart.</summary>
/// <remarks>Reduced by PCA to 10 components (published: ICA to 10); well apart is a silhouette above .15. The score is (d - e) / (d + e), d the
/// distance to the larger cluster's centre and e that to the smaller one's: in [-1, 1], above 0 an image is taken, whatever its label. Labels
/// whose clusters are not well apart get -1: nothing is taken from them.</remarks>
public sealed class ActivationClustering : IEvidence
{
    private const int Components = 10;
    private const double WellApart = 0.15;
    private const double NotTaken = -1;

    /// <inheritdoc/>
    public string Name => "activation-clustering";

    /// <inheritdoc/>
    public EvidenceScores Score(EvidenceSubject subject, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        PenultimateFeatures.Score(Name, subject, OfLabel, progress, cancellation);

    /// <summary>Scores of the images of a label.</summary>
    /// <inheritdoc cref="PenultimateFeatures.Method"/>
    internal static (Tensor Training, Tensor Clean) OfLabel(Tensor rows, Tensor clean)
    {
        PrincipalComponents components = PrincipalComponents.Of(rows, Components);
        Tensor reduced = components.Project(rows);
        if (TwoMeans.Of(reduced) is not { } clusters || clusters.Silhouette(reduced) <= WellApart)
        {
            return (torch.full(rows.shape[0], NotTaken, ScalarType.Float64), torch.full(clean.shape[0], NotTaken, ScalarType.Float64));
        }
        return (Nearness(clusters, reduced), Nearness(clusters, components.Project(clean)));
    }

    private static Tensor Nearness(TwoMeans clusters, Tensor rows)
    {
        Tensor distances = clusters.Squares(rows).sqrt();
        Tensor toSmaller = distances.select(1, clusters.Smaller), toLarger = distances.select(1, 1 - clusters.Smaller);
        return (toLarger - toSmaller) / (toLarger + toSmaller + double.Epsilon);
    }
}
