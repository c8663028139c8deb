using DeepDefense.Evaluation;
using DeepDefense.Steganalysis;
using DeepDefense.Training;

namespace DeepDefense.Evidence;

/// <summary>Finds poison that nobody described. The network that was trained on the images proposes: by each label's outliers among what
/// happens inside it. What the proposed images have in common is then learned twice, from what happens inside and from the pixels alone,
/// each half of the images judged by what the other half taught.</summary>
public static class EvidenceScanner
{
    // No image whose label is not suspected is flagged.
    private const double NotSuspected = 20;

    // Where other views do not agree, a view must see more.
    private const double AloneMore = 2;

    // Fewer teach nothing: half of them, each.
    private const int LeastProposal = 10;

    /// <summary>The name of the view on the pixels.</summary>
    public const string Pixels = "pixels";

    /// <summary>The name of the view that learns what happens in the network.</summary>
    public const string Layers = "layers";

    /// <summary>The views that need nothing but the network, in the order of reports.</summary>
    public static IReadOnlyList<IEvidence> Proposing { get; } = [new ActivationShift(), new GradientShift()];

    /// <summary>Looks at a training set.</summary>
    /// <param name="subject">Network, training set, clean images.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how far each stage is.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">There are fewer than 20 clean images.</exception>
    public static EvidenceReport Scan(EvidenceSubject subject, EvidenceOptions options, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(options);
        EvidenceSubject.Require(subject.Training, subject.Clean);
        List<EvidenceScores> views = [.. Proposing.Select(view => view.Score(subject, progress.ForShare("features"), cancellation))];
        (IReadOnlyList<ClassGate> gates, double[] far, double[] cleanFar) = Gated(subject, views);
        int[] suspects = [.. gates.Where(gate => gate.IsSuspected).Select(gate => gate.Label)];
        int[] labels = subject.Training.Labels.ToArray();
        bool[] isSuspect = [.. Enumerable.Range(0, subject.Classes).Select(suspects.Contains)];
        bool[] proposal = [.. far.Select((score, i) => isSuspect[labels[i]] && score > ClassGate.Far)];
        IReadOnlyList<string> doubts = ImageTraits.Of(subject.Training).DifferencesFrom(ImageTraits.Of(subject.Clean), "training images", "clean ones");
        if (proposal.Count(true) < LeastProposal) { return new EvidenceReport(NothingFound(far, cleanFar) with { Doubts = doubts }, gates, views, []); }

        (double[] layers, double[] cleanLayers) = LayerDiscriminant.Score(subject, proposal, suspects, cancellation);
        (double[] pixels, double[] cleanPixels) = CrossFittedDetector.Score(subject.Training, subject.Clean, proposal, options.Steganalyser, subject.Compute,
            subject.Seed.For("steganalyser"), progress.ForShare("steganalysis"), cancellation);
        views.AddRange([new EvidenceScores(Layers, layers, cleanLayers), new EvidenceScores(Pixels, pixels, cleanPixels)]);
        (double[] fused, double[] cleanFused) = Fused(subject, proposal, isSuspect, far, cleanFar, views);
        ScanReport scan = Report(fused, cleanFused, suspects, options) with { Doubts = doubts };
        EvidenceReport report = new(scan, gates, views, [.. Separations(views, proposal, labels, isSuspect)]);
        // Where the views disagree, nothing is known of the images, and unlearning them would only do harm.
        return EvidenceVerdict.Of(report, subject.Training).Severity == Severity.Inconclusive ? report with { Scan = scan with { Isolated = [] } } : report;
    }

    // By all views together, which see most, and by each of them, as a trigger or an attacker may leave one blind; label by label what
    // suspects it most.
    private static (IReadOnlyList<ClassGate> Gates, double[] Far, double[] CleanFar) Gated(EvidenceSubject subject, List<EvidenceScores> views)
    {
        EvidenceScores[] applying = [.. views.Where(view => view.Applies)];
        List<(double[] Training, double[] Clean)> scores = [Together(subject, applying)];
        if (applying.Length > 1) { scores.AddRange(applying.Select(view => (view.Training!, view.Clean!))); }
        IReadOnlyList<ClassGate>[] gates = [.. scores.Select((score, i) => ClassGate.Of(score.Training, subject.Training.Labels, score.Clean, subject.Clean.Labels, subject.Classes, scores.Count,
            i == 0 ? ClassGate.LeastExcess : AloneMore * ClassGate.LeastExcess))];
        int[] chosen = [.. Enumerable.Range(0, subject.Classes).Select(label => Enumerable.Range(0, gates.Length).MaxBy(i => gates[i][label].IsSuspected ? gates[i][label].Outliers : i == 0 ? 0 : -1))];
        int[] labels = subject.Training.Labels.ToArray(), cleanLabels = subject.Clean.Labels.ToArray();
        return ([.. chosen.Select((i, label) => gates[i][label])], [.. labels.Select((label, i) => scores[chosen[label]].Training[i])], [.. cleanLabels.Select((label, i) => scores[chosen[label]].Clean[i])]);
    }

    // None more than the others, in deviations of the clean images of a label.
    private static (double[] Training, double[] Clean) Together(EvidenceSubject subject, EvidenceScores[] views)
    {
        return ClassScale.Of(Sum(view => view.Training!), subject.Training.Labels, Sum(view => view.Clean!), subject.Clean.Labels, subject.Classes);

        double[] Sum(Func<EvidenceScores, double[]> of) =>
            [.. Enumerable.Range(0, of(views[0]).Length).Select(i => views.Sum(view => Math.Clamp(of(view)[i], -2 * ClassGate.Far, 2 * ClassGate.Far)))];
    }

    // Where a label is not suspected, what the proposing views say, below all others.
    private static (double[] Training, double[] Clean) Fused(EvidenceSubject subject, bool[] proposal, bool[] isSuspect, double[] far, double[] cleanFar, IReadOnlyList<EvidenceScores> views)
    {
        double[] fused = Lowered(far), cleanFused = Lowered(cleanFar);
        int[][] members = LabelRows.Members(subject.Training.Labels, subject.Classes), cleanMembers = LabelRows.Members(subject.Clean.Labels, subject.Classes);
        for (int label = 0; label < isSuspect.Length; label++)
        {
            if (isSuspect[label]) { ViewFusion.Of(views.Where(view => view.Applies), proposal, members[label], cleanMembers[label], fused, cleanFused); }
        }
        return (fused, cleanFused);

        static double[] Lowered(double[] scores) => [.. scores.Select(score => Math.Min(score, NotSuspected) - NotSuspected)];
    }

    // The pixels are asked about images of all labels: within one, what wrong labels show would set them apart as well.
    private static IEnumerable<ViewSeparation> Separations(List<EvidenceScores> views, bool[] proposal, int[] labels, bool[] isSuspect)
    {
        foreach (EvidenceScores view in views.Where(view => view.Applies))
        {
            int[] asked = [.. Enumerable.Range(0, labels.Length).Where(i => view.Name == Pixels || isSuspect[labels[i]])];
            int proposed = asked.Count(i => proposal[i]), others = asked.Length - proposed;
            if (others == 0) { continue; }
            double auc = new RocCurve([.. asked.Select(i => view.Training![i])], [.. asked.Select(i => proposal[i])]).Auc;
            yield return new ViewSeparation(view.Name, auc, Math.Sqrt((proposed + others + 1.0) / (12.0 * proposed * others)));
        }
    }

    private static ScanReport Report(double[] fused, double[] cleanFused, int[] suspects, EvidenceOptions options)
    {
        int[] flagged = [.. Enumerable.Range(0, fused.Length).Where(i => fused[i] > ViewFusion.Threshold)];
        int[] isolated = DatasetScanner.Highest(flagged, i => fused[i], fused.Length, options.IsolationRate);
        int? target = suspects.Length == 1 && flagged.Length > 0 ? suspects[0] : null;
        return new ScanReport(fused, ViewFusion.Threshold, target, null, flagged, isolated, new Calibration(cleanFused.Length, cleanFused.Count(score => score > ViewFusion.Threshold)));
    }

    // Scores are those of the outliers, so that a report can rank what it must not flag.
    private static ScanReport NothingFound(double[] far, double[] cleanFar)
    {
        double threshold = Math.Max(far.Append(0).Max(), cleanFar.Append(0).Max());
        return new ScanReport(far, threshold, null, null, [], [], new Calibration(cleanFar.Length, 0));
    }
}
