using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Steganalysis;

/// <summary>Scans a training set for poisoned images: step 3 of Algorithm 1, with a calibrated threshold.</summary>
public static class DatasetScanner
{
    // Of the allowed false positives: held-out images are a sample, and the training set is another one.
    private const double Margin = 0.5;

    /// <summary>Fewer flagged images than this say nothing about labels.</summary>
    internal const int LeastFlagged = 10;

    /// <summary>Scores every image, flags, and isolates.</summary>
    /// <param name="images">The training set.</param>
    /// <param name="detector">Made from clean images that are not in the training set.</param>
    /// <param name="options">How to scan.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="progress">Told the share that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops after the current batch.</param>
    /// <exception cref="ArgumentException">The detector was made for images of another size.</exception>
    public static ScanReport Scan(LabeledImages images, StegoDetector detector, ScanOptions options, Compute compute,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(options);
        detector.RequireSizeOf(images);
        return Judge(images, detector.Score(images, compute, progress, cancellation), detector, options);
    }

    /// <summary>Flags and isolates by scores that are known.</summary>
    /// <param name="images">The training set, whole.</param>
    /// <param name="scores">(N), what the detector says of each image.</param>
    /// <param name="detector">Who says it.</param>
    /// <param name="options">How to scan.</param>
    /// <exception cref="ArgumentException">The detector was made for images of another size, or the scores are of other images.</exception>
    public static ScanReport Judge(LabeledImages images, double[] scores, StegoDetector detector, ScanOptions options)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(options);
        if (scores.Length != images.Count) { throw new ArgumentException($"{scores.Length} scores of {images.Count} images", nameof(scores)); }
        IReadOnlyList<string> doubts = detector.DoubtsOf(images);
        ScanReport report = Report(scores, images.Labels.ToArray(), images.ClassNames.Count, options, detector.ThresholdAt);
        return Judged(report with { Calibration = detector.CalibrationAt(report.Threshold), Doubts = doubts }, images, options);
    }

    /// <summary>Isolates as the verdict on the set allows; the paper's rule in data order knows none. Without a finding nothing: unlearning clean
    /// images does only harm. A small share of poison hides among the flags that clean images give, unless it has one label: then those of its images that are flagged whatever
    /// their label are isolated.</summary>
    internal static ScanReport Judged(ScanReport report, LabeledImages images, ScanOptions options)
    {
        if (options.Rule == IsolationRule.DataOrder) { return report; }
        Verdict verdict = Verdict.Of(report, images);
        if (verdict.Severity < Severity.Medium) { return report with { Isolated = [] }; }
        return report.Isolated.Length == 0 && options.UseLabels && verdict.SuspectedTarget is int target
            ? report with
            {
                Isolated = Highest(Enumerable.Range(0, images.Count).Where(i => images.Labels[i] == target && report.Scores[i] > report.Threshold),
                    i => report.Scores[i], images.Count, options.IsolationRate),
            }
            : report;
    }

    /// <summary>Decides from scores alone.</summary>
    /// <param name="scores">(N).</param>
    /// <param name="labels">(N).</param>
    /// <param name="classes">K.</param>
    /// <param name="options">How to scan.</param>
    /// <param name="thresholdAt">The threshold of a false-positive rate.</param>
    internal static ScanReport Report(double[] scores, int[] labels, int classes, ScanOptions options, Func<double, double> thresholdAt)
    {
        if (options.Rule == IsolationRule.DataOrder)
        {
            int[] positive = IndicesWhere(i => scores[i] > 0);
            return new ScanReport(scores, 0, null, null, positive, [.. positive.Take(Limit(scores.Length, options.IsolationRate))]);
        }
        // Half of the false positives are kept for the suspected label, where all of the poison must be.
        double allowed = Margin * options.FalsePositiveRate;
        double strictRate = options.UseLabels ? allowed / 2 : allowed;
        double strict = thresholdAt(strictRate);
        int? target = options.UseLabels ? SuspectedTarget(IndicesWhere(i => scores[i] > strict), labels, classes) : null;
        double? relaxed = null;
        if (target is int label)
        {
            double share = ShareOfLabel(label, strict);
            relaxed = Math.Min(strict, thresholdAt(Math.Min(strictRate + strictRate / share, 0.5)));
        }
        else if (options.UseLabels)
        {
            strict = thresholdAt(allowed);
        }
        double Bar(int i) => labels[i] == target ? relaxed!.Value : strict;
        int[] flagged = IndicesWhere(i => scores[i] > Bar(i));
        // As many as clean images would give are no finding: unlearning them would only do harm.
        bool nothingFound = flagged.Length <= 2 * options.FalsePositiveRate * scores.Length;
        int[] isolated = nothingFound ? [] : Highest(flagged, i => scores[i] - Bar(i), scores.Length, options.IsolationRate);
        return new ScanReport(scores, strict, target, relaxed, flagged, isolated);

        int[] IndicesWhere(Func<int, bool> holds) => [.. Enumerable.Range(0, scores.Length).Where(holds)];

        // Among the images that are not flagged, so that the poison itself does not count.
        double ShareOfLabel(int wanted, double bar)
        {
            int[] rest = IndicesWhere(i => scores[i] <= bar);
            return Math.Max((double)rest.Count(i => labels[i] == wanted) / Math.Max(rest.Length, 1), 1.0 / scores.Length);
        }
    }

    /// <summary>The label that more than half of the flagged images share, where that is not its share of the classes anyway.</summary>
    private static int? SuspectedTarget(int[] flagged, int[] labels, int classes)
    {
        if (flagged.Length < LeastFlagged) { return null; }
        IGrouping<int, int> largest = flagged.GroupBy(i => labels[i]).OrderByDescending(group => group.Count()).First();
        double share = (double)largest.Count() / flagged.Length;
        return share > Math.Max(0.5, 1.5 / classes) ? largest.Key : null;
    }

    /// <summary>The flagged images of the highest rank, as many as may be isolated; equal ones in data order.</summary>
    internal static int[] Highest(IEnumerable<int> flagged, Func<int, double> rank, int count, double isolationRate) =>
        [.. flagged.OrderByDescending(rank).ThenBy(i => i).Take(Limit(count, isolationRate))];

    private static int Limit(int count, double isolationRate) => (int)Math.Floor(isolationRate * count);
}
