using DeepDefense.Attacks;
using DeepDefense.Evaluation;
using DeepDefense.Paper.Stages;
using DeepDefense.Steganalysis;

namespace DeepDefense.Paper.Experiments;

/// <summary>Table 5: how many triggered images the detector finds, on images it never saw, beside the false positives that
/// the paper leaves out; and how much of what a scan isolates is poisoned. A second table has the paper's own detector.</summary>
/// <param name="asPublished">Whether the detector is the paper's, network, solver and batch as published.</param>
public sealed class Table5(bool asPublished) : IExperiment
{
    // A smaller change is invisible to a high-pass filter among the image's own noise.
    private const double LeastMove = 2;

    /// <inheritdoc/>
    public string Name => asPublished ? "table5-published" : "table5";

    /// <inheritdoc/>
    public IReadOnlyList<PaperTask> Tasks => asPublished ? [PaperTask.Cifar10] : [PaperTask.Cifar10, PaperTask.VggFace2];

    /// <inheritdoc/>
    public IReadOnlyList<string> Parts(Laboratory lab) => [.. PaperAttack.All.Select(attack => attack.Title)];

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        MeasuredParts parts = new(lab, Parts(lab));
        foreach (PaperAttack attack in PaperAttack.All) { parts.Add(attack.Title, () => Rows(lab, attack), () => attack == PaperAttack.Ssba ? EncoderSettings.Of(lab) : null); }
        Reproduction table = parts.Table(Name, asPublished ? "Detection success rate of the detector as published" : "Detection success rate",
        [
            $"Detectors from {lab.Detection.Defender.Count} clean images, a share of {Options(lab, PaperAttack.BadNets).HeldOutFraction} of them held out for thresholds; measured on {lab.Detection.Training.Count} others, clean and triggered; "
                + $"SSBA's encoder from {lab.Detection.Encoder.Count} third ones. The paper: 6,000 and 4,000 pairs.",
            "DSR and FPR: at even odds, the paper's operating point. DSR at FPR 1 %: by the ROC curve. At the detector's own "
                + "threshold: set for FPR 1 % on the defender's held-out images, before any test image was seen.",
            $"Moved: only images whose changed pixels move by more than {LeastMove} levels on average; a white square on a white corner changes nothing.",
            .. asPublished
                ? [$"WISERNet of width {lab.Profile.PublishedDetector.Network.Width} with its own solver, {lab.Profile.PublishedDetector.Iterations} steps of {lab.Profile.PublishedDetector.BatchSize} images, covers as they are."]
                : new[] { "Isolated precision: of the victims' training set, by the default scan with a detector from the clean images of that set.", VictimSettings.Of(lab) },
        ]);
        return table with { Curves = [.. PaperAttack.All.Where(attack => !table.Missing.Contains(attack.Title)).Select(attack => Roc(lab, attack))] };
    }

    /// <inheritdoc/>
    public Reproduction Concluded(Reproduction measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        return measured with { Settings = [.. measured.Settings, .. measured.Remarks.Values] };
    }

    private DetectorOptions Options(Laboratory lab, PaperAttack attack) => asPublished ? lab.Profile.PublishedDetector : lab.Profile.DetectorFor(attack);

    private IEnumerable<Measurement> Rows(Laboratory lab, PaperAttack attack)
    {
        (Cached<string> detector, PairScores scores) = Test(lab, attack);
        RocCurve curve = PairTest.Curve(scores);
        double[] moved = [.. scores.Triggered.Where((_, i) => scores.Moved[i] > LeastMove)];
        yield return Row("DSR", PairTest.Above(scores.Triggered, 0));
        yield return Row("FPR", PairTest.Above(scores.Clean, 0));
        yield return Row("AUC", curve.Auc);
        yield return Row("DSR at FPR 0.1 %", curve.DetectionRateAt(0.001));
        yield return Row("DSR at FPR 1 %", curve.DetectionRateAt(0.01));
        yield return Row("DSR at FPR 5 %", curve.DetectionRateAt(0.05));
        yield return Row("DSR at own threshold", PairTest.Above(scores.Triggered, scores.ThresholdAt01));
        yield return Row("FPR at own threshold", PairTest.Above(scores.Clean, scores.ThresholdAt01));
        yield return Row("DSR at own threshold (moved)", moved.Length > 0 ? PairTest.Above(moved, scores.ThresholdAt01) : null);
        if (!asPublished) { yield return Row("isolated precision", Precision(lab, attack)); }

        Measurement Row(string quantity, double? ours) => new(attack.Title, quantity,
            PublishedNumbers.Find("table5", lab.PublishedName, attack.Name, quantity), ours, detector.Seconds);
    }

    private (Cached<string> Detector, PairScores Scores) Test(Laboratory lab, PaperAttack attack)
    {
        (TriggerOptions trigger, string key, _) = lab.Trigger(attack);
        Cached<string> detector = lab.DetectorOf(trigger, key, Options(lab, attack), lab.Detection);
        return (detector, new PairTest(lab).Scores(detector, trigger, key).Value);
    }

    private static double? Precision(Laboratory lab, PaperAttack attack)
    {
        ScanReport scan = new Defences(lab).Scan(attack, new ScanOptions()).Value;
        return DetectionMetrics.Of(scan.Scores, scan.Flagged, scan.Isolated, lab.Poisoned(attack).Truth).Precision;
    }

    private Curve Roc(Laboratory lab, PaperAttack attack) => new(attack.Title,
        [.. PairTest.Curve(Test(lab, attack).Scores).Points.Where(point => point.FalsePositiveRate <= 0.1)
            .Select(point => new CurvePoint(point.FalsePositiveRate, "", point.DetectionRate))]);
}
