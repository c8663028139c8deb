using DeepDefense.Torch;

namespace DeepDefense.Evidence.Rivals;

/// <summary>SCAn: Tang et al., "Demon in the Variant: Statistical Analysis of DNNs for Robust Backdoor Contamination Detection", USENIX Security
/// 2021. The penultimate activations of a label are untangled into two groups of one covariance, shared by all labels; a label whose two groups
/// explain its images far better than one does, more than other labels' do, is contaminated.</summary>
/// <remarks>The shared covariance is that of the clean images around the means of their labels, drawn towards a multiple of the identity
/// (<see cref="Whitening"/>; published: by EM, from many clean images). The groups are 2-means in its units, which is the untangling for groups alike
/// in size. J is twice the logarithm of the likelihood ratio of two groups to one, J* its robust deviation among the labels; contaminated is
/// above e squared. The score is the nats for the group that lies further from the clean images of the label (without any: the smaller
/// one); labels that are not contaminated get 0. Scores are comparable between labels.</remarks>
public sealed class TwoGroups : IEvidence
{
    /// <inheritdoc/>
    public string Name => "two-groups";

    /// <inheritdoc/>
    public EvidenceScores Score(EvidenceSubject subject, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Clean.Count <= subject.Classes) { return EvidenceScores.DoesNotApply(Name, "there are not more clean images than labels, and they tell no covariance"); }
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor training, Tensor clean) = PenultimateFeatures.Of(subject, progress, cancellation);
        (double[] scores, double[] cleanScores) = Of(training, subject.Training.Labels, clean, subject.Clean.Labels, subject.Classes, cancellation);
        return new EvidenceScores(Name, scores, cleanScores);
    }

    /// <summary>Scores from activations.</summary>
    internal static (double[] Training, double[] Clean) Of(Tensor training, ReadOnlySpan<int> labels, Tensor clean, ReadOnlySpan<int> cleanLabels, int classes,
        CancellationToken cancellation)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Whitening whitening = Whitening.Of(LabelRows.Deviations(clean, LabelRows.Members(cleanLabels, classes)));
        Tensor rows = whitening.Apply(training.to(ScalarType.Float64)), cleanRows = whitening.Apply(clean.to(ScalarType.Float64));
        double[] ratios = [.. LabelRows.Members(labels, classes).Select(members => members.Length < 2 ? double.NaN : Ratio(LabelRows.Rows(rows, members)))];
        bool[] isContaminated = [.. RobustDeviation.Of(ratios).Select(anomaly => anomaly > RobustDeviation.Outstanding)];
        (double[] scores, double[] cleanScores) = PenultimateFeatures.LabelByLabel(rows, labels, cleanRows, cleanLabels, classes, Nats, cancellation);
        return (OfContaminated(scores, labels), OfContaminated(cleanScores, cleanLabels));

        double[] OfContaminated(double[] all, ReadOnlySpan<int> labelsOf)
        {
            int[] own = labelsOf.ToArray();
            return [.. all.Select((score, i) => isContaminated[own[i]] ? score : 0)];
        }
    }

    /// <summary>J of a label.</summary>
    /// <param name="rows">(n, D), in units of the shared covariance.</param>
    internal static double Ratio(Tensor rows)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        double one = (rows - rows.mean([0])).square().sum().ToNumber();
        return TwoMeans.Of(rows) is { } groups ? one - groups.Squares(rows).min(1).values.sum().ToNumber() : 0;
    }

    private static (Tensor Training, Tensor Clean) Nats(Tensor rows, Tensor clean)
    {
        if (TwoMeans.Of(rows) is not { } groups) { return (torch.zeros(rows.shape[0], ScalarType.Float64), torch.zeros(clean.shape[0], ScalarType.Float64)); }
        int suspected = clean.shape[0] == 0 ? groups.Smaller : (int)groups.Squares(clean.mean([0], keepdim: true)).argmax().item<long>();
        return (Lead(rows), Lead(clean));

        Tensor Lead(Tensor of)
        {
            Tensor squares = groups.Squares(of);
            return (squares.select(1, 1 - suspected) - squares.select(1, suspected)) / 2;
        }
    }
}
