using DeepDefense.Torch;

namespace DeepDefense.Evidence;

/// <summary>TED++ (ICDM 2025, arXiv 2510.14299), in the label-supervised variant for training data: through the layers, the nearest clean
/// image of the label is near for a clean image; a poisoned one comes from elsewhere and joins late. Ranks over layers are judged by a PCA
/// outlier model of the clean images, two components, by the error of reconstruction.</summary>
/// <remarks>The label is the predicted one and the given one; in each layer the worse rank counts, for clean images too. A clean image is
/// ranked among the others; the model is fitted on those that are predicted correctly. Layers are means over pixels of what leaves the stem
/// and the blocks; distances are Euclidean. Scores are comparable between labels, as published. The share of a label
/// that a tube holds is an argument: no number for it was at hand.</remarks>
/// <param name="tubeShare">Share of the other clean images of its label that lie in the tube around one, in (0, 1]. Default .9.</param>
public sealed class LayerTrajectories(double tubeShare = 0.9) : IEvidence
{
    private const int Components = 2;
    private const int LeastClean = 3; // the image itself, the nearest, and one that says how far the label reaches

    /// <inheritdoc/>
    public string Name => "layer-trajectories";

    /// <inheritdoc/>
    public EvidenceScores Score(EvidenceSubject subject, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        int[] labels = subject.Training.Labels.ToArray(), cleanLabels = subject.Clean.Labels.ToArray();
        int[][] cleanMembers = LabelRows.Members(cleanLabels, subject.Classes);
        if (labels.Distinct().Order().Cast<int?>().FirstOrDefault(label => cleanMembers[label!.Value].Length < LeastClean) is { } label)
        {
            return EvidenceScores.DoesNotApply(Name, $"{cleanMembers[label].Length} clean images of {subject.Training.ClassNames[label]}; {LeastClean} of each label are needed");
        }
        NetworkFeatures training = subject.TrainingFeatures(progress, cancellation), clean = subject.CleanFeatures(cancellation);
        if (training.Layers.Count <= Components)
        {
            return EvidenceScores.DoesNotApply(Name, $"{training.Layers.Count} layer of the network can be seen; a trajectory of {Components + 1} or more is needed");
        }
        int[] predicted = clean.Predictions();
        if (cleanLabels.Zip(predicted).Count(pair => pair.First == pair.Second) <= Components)
        {
            return EvidenceScores.DoesNotApply(Name, "the network predicts hardly any clean image correctly");
        }
        (double[] scores, double[] cleanScores) = Of(training.Activations, labels, training.Predictions(), clean.Activations, cleanLabels, predicted,
            training.Layers, subject.Classes, cancellation);
        return new EvidenceScores(Name, scores, cleanScores);
    }

    /// <summary>Scores from activations.</summary>
    /// <param name="training">(N, D).</param>
    /// <param name="labels">(N).</param>
    /// <param name="predicted">(N).</param>
    /// <param name="clean">(M, D).</param>
    /// <param name="cleanLabels">(M).</param>
    /// <param name="cleanPredicted">(M).</param>
    /// <param name="layers">Where each layer starts, and how wide it is.</param>
    /// <param name="classes">K.</param>
    /// <param name="cancellation">Stops between layers.</param>
    internal (double[] Training, double[] Clean) Of(Tensor training, int[] labels, int[] predicted, Tensor clean, int[] cleanLabels, int[] cleanPredicted,
        IReadOnlyList<(int Start, int Width)> layers, int classes, CancellationToken cancellation)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int[][] candidates = [.. labels.Zip(predicted, Candidates)], cleanCandidates = [.. cleanLabels.Zip(cleanPredicted, Candidates)];
        List<double> ranks = [], cleanRanks = [];
        foreach ((int start, int width) in layers)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope inner = torch.NewDisposeScope();
            Tensor bank = clean.narrow(1, start, width).to(ScalarType.Float64);
            NearestRank rank = new(bank, cleanLabels, classes, tubeShare);
            ranks.AddRange(rank.Of(training.narrow(1, start, width).to(ScalarType.Float64), candidates, isBank: false));
            cleanRanks.AddRange(rank.Of(bank, cleanCandidates, isBank: true));
        }
        Tensor table = Table(ranks, labels.Length), cleanTable = Table(cleanRanks, cleanLabels.Length);
        int[] recognised = [.. Enumerable.Range(0, cleanLabels.Length).Where(i => cleanLabels[i] == cleanPredicted[i])];
        PrincipalComponents model = PrincipalComponents.Of(LabelRows.Rows(cleanTable, recognised), Components);
        return (model.Error(table).ToArray<double>(), model.Error(cleanTable).ToArray<double>());

        static int[] Candidates(int given, int predicted) => given == predicted ? [given] : [given, predicted];

        Tensor Table(List<double> columns, int images) => columns.ToArray().ToTensor([layers.Count, images]).t().contiguous();
    }
}
