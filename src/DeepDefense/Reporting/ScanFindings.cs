using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Evidence;
using DeepDefense.Imaging;
using DeepDefense.Steganalysis;

namespace DeepDefense.Reporting;

/// <summary>What a scan found, as a report shows it.</summary>
public sealed record ScanFindings
{
    private const int MostShown = 1000;
    private const int MostBytes = 10_000_000;
    private const int MostSampled = 1000;
    private const int SampledPixels = 10_000_000;
    private static readonly float[] LastFilter = SrmFilters.Weights(1)[^(SrmFilters.Side * SrmFilters.Side)..];

    /// <summary>The judgement of the set as a whole.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>How many images were scanned.</summary>
    public required int Images { get; init; }

    /// <summary>Counts, and rates where the truth is known.</summary>
    public required DetectionMetrics Detection { get; init; }

    /// <summary>An image of any label is flagged above it.</summary>
    public required double Threshold { get; init; }

    /// <summary>An image of the suspected label is flagged above it already, or null.</summary>
    public required double? TargetThreshold { get; init; }

    /// <summary>Isolated images in their order: at most 1,000, and of large images fewer.</summary>
    public required IReadOnlyList<IsolatedImage> Shown { get; init; }

    /// <summary>How the scores are spread.</summary>
    public required ScoreHistogram Histogram { get; init; }

    /// <summary>The ROC curve, thinned, or null: the truth is not known.</summary>
    public required IReadOnlyList<RocPoint>? Roc { get; init; }

    /// <summary>What each view and label says, where no trigger was named; else null.</summary>
    public EvidenceReport? Evidence { get; init; }

    /// <summary>Equation 1 on the isolated images and on the others.</summary>
    public required IReadOnlyList<BandRow> Bands { get; init; }

    /// <summary>Gathers them.</summary>
    /// <param name="images">What was scanned.</param>
    /// <param name="scan">What was found.</param>
    /// <param name="truth">Which images are poisoned, or null: not known.</param>
    /// <param name="evidence">What the scan rests on, where no trigger was named; else null.</param>
    public static ScanFindings Of(LabeledImages images, ScanReport scan, PoisonMarks? truth, EvidenceReport? evidence = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(scan);
        HashSet<int> covers = truth is null ? [] : [.. truth.CoverIndices];
        double[] scores = DetectionMetrics.Without(covers, scan.Scores);
        bool[] isPoisoned = truth is null ? [] : DetectionMetrics.Without(covers, truth.Truth);
        bool bothKinds = truth is not null && truth.PoisonedCount > 0 && truth.PoisonedCount < scores.Length;
        return new ScanFindings
        {
            Verdict = evidence is null ? Verdict.Of(scan, images) : EvidenceVerdict.Of(evidence, images),
            Evidence = evidence,
            Images = images.Count,
            Detection = truth is null
                ? DetectionMetrics.WithoutTruth(scan.Flagged.Length, scan.Isolated.Length)
                : DetectionMetrics.Of(scan.Scores, scan.Flagged, scan.Isolated, truth.Truth, truth.CoverIndices),
            Threshold = scan.Threshold,
            TargetThreshold = scan.TargetThreshold,
            Shown = [.. Show(images, scan, truth)],
            Histogram = ScoreHistogram.Of(scores, isPoisoned),
            Roc = bothKinds ? Thinned(new RocCurve(scores, isPoisoned).Points) : null,
            Bands = BandsOf(images, scan),
        };
    }

    private static IEnumerable<IsolatedImage> Show(LabeledImages images, ScanReport scan, PoisonMarks? truth)
    {
        int bytes = 0;
        for (int rank = 0; rank < Math.Min(scan.Isolated.Length, MostShown); rank++)
        {
            int index = scan.Isolated[rank];
            RgbImage image = images.ToImage(index);
            byte[] picture = Codec.EncodePng(image), residual = Codec.EncodePng(HighPass(image));
            bytes += picture.Length + residual.Length;
            if (bytes > MostBytes) { yield break; }
            int label = images.Labels[index];
            yield return new IsolatedImage(rank + 1, index, label, images.ClassNames[label], images.SourceOf(index), scan.Scores[index],
                truth?.IsPoisoned(index), picture, residual);
        }
    }

    // The last filter, which looks at all 24 neighbours alike: Ker and Bohme, as in the spatial rich model.
    private static RgbImage HighPass(RgbImage image) =>
        Residual.Filtered(image, LastFilter);

    private static BandRow[] BandsOf(LabeledImages images, ScanReport scan)
    {
        HashSet<int> flagged = [.. scan.Flagged];
        int most = Math.Clamp(SampledPixels / (images.Height * images.Width), 1, MostSampled);
        LabeledImages isolated = images.Subset(Sample(scan.Isolated, most));
        LabeledImages rest = images.Subset(Sample([.. Enumerable.Range(0, images.Count).Where(i => !flagged.Contains(i))], most));
        return
        [
            new("isolated images", BandCorrelation.OfImages(isolated)),
            new("images that are not flagged", BandCorrelation.OfImages(rest)),
            new("residuals of the isolated images", BandCorrelation.OfImages(Residuals(isolated))),
            new("residuals of those not flagged", BandCorrelation.OfImages(Residuals(rest))),
        ];
    }

    private static LabeledImages Residuals(LabeledImages images) =>
        images.WithPixels([.. Enumerable.Range(0, images.Count).SelectMany(i => HighPass(images.ToImage(i)).Pixels.ToArray())]);

    private static int[] Sample(int[] indices, int most) => indices.Length <= most
        ? indices
        : [.. Enumerable.Range(0, most).Select(i => indices[(long)i * indices.Length / most])];

    // A point that lies on the line between its neighbours adds nothing to the picture.
    private static RocPoint[] Thinned(IReadOnlyList<RocPoint> points) => [.. points.Where((point, i) =>
        i == 0 || i == points.Count - 1
        || !((points[i - 1].DetectionRate == point.DetectionRate && point.DetectionRate == points[i + 1].DetectionRate)
            || (points[i - 1].FalsePositiveRate == point.FalsePositiveRate && point.FalsePositiveRate == points[i + 1].FalsePositiveRate)))];
}
