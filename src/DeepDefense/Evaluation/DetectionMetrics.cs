using System.Text.Json.Serialization;

namespace DeepDefense.Evaluation;

/// <summary>How well a detector finds the poisoned images of a training set. Rates in [0, 1]; null where the ground
/// truth is not known, or the set has no image that the rate is a share of.</summary>
public sealed record DetectionMetrics
{
    /// <summary>Share of the poisoned images that are flagged (DSR, the true-positive rate).</summary>
    [JsonPropertyName("detectionSuccessRate")]
    public double? DetectionSuccessRate { get; init => field = OptionalRate.Checked(value); }

    /// <summary>Share of the clean images that are flagged (FPR).</summary>
    [JsonPropertyName("falsePositiveRate")]
    public double? FalsePositiveRate { get; init => field = OptionalRate.Checked(value); }

    /// <summary>Area under the ROC curve, independent of the threshold.</summary>
    [JsonPropertyName("auc")]
    public double? Auc { get; init => field = OptionalRate.Checked(value); }

    /// <summary>Share of the isolated images that are poisoned.</summary>
    [JsonPropertyName("precision")]
    public double? Precision { get; init => field = OptionalRate.Checked(value); }

    /// <summary>How many images were isolated: the flagged ones, as far as the isolation rate allows.</summary>
    [JsonPropertyName("isolated")]
    public required int Isolated { get; init => field = Require.AtLeast(value, 0); }

    /// <summary>How many images were flagged: those whose score is above their threshold.</summary>
    [JsonPropertyName("flagged")]
    public required int Flagged { get; init => field = Require.AtLeast(value, 0); }

    /// <summary>The detection success rate that a false-positive rate of 0.001 allows.</summary>
    [JsonPropertyName("detectionSuccessRateAt001")]
    public double? DetectionSuccessRateAt001 { get; init => field = OptionalRate.Checked(value); }

    /// <summary>The detection success rate that a false-positive rate of 0.01 allows.</summary>
    [JsonPropertyName("detectionSuccessRateAt01")]
    public double? DetectionSuccessRateAt01 { get; init => field = OptionalRate.Checked(value); }

    /// <summary>The detection success rate that a false-positive rate of 0.05 allows.</summary>
    [JsonPropertyName("detectionSuccessRateAt05")]
    public double? DetectionSuccessRateAt05 { get; init => field = OptionalRate.Checked(value); }

    /// <summary>The counts of a scan whose ground truth is not known.</summary>
    /// <param name="flagged">How many images are flagged.</param>
    /// <param name="isolated">How many of them are isolated.</param>
    public static DetectionMetrics WithoutTruth(int flagged, int isolated) =>
        new() { Flagged = flagged, Isolated = isolated };

    /// <summary>The metrics of a scan whose ground truth is known.</summary>
    /// <param name="scores">(N), higher is more likely poisoned.</param>
    /// <param name="flagged">The flagged images: distinct indices in [0, N), in any order.</param>
    /// <param name="isolated">The isolated images: distinct indices in [0, N), in any order.</param>
    /// <param name="isPoisoned">(N), the truth.</param>
    /// <exception cref="ArgumentException">There is not one score an image, or a score is not a number.</exception>
    public static DetectionMetrics Of(ReadOnlySpan<double> scores, ReadOnlySpan<int> flagged,
        ReadOnlySpan<int> isolated, ReadOnlySpan<bool> isPoisoned)
    {
        if (scores.Length != isPoisoned.Length)
        {
            throw new ArgumentException($"{scores.Length} scores for {isPoisoned.Length} images", nameof(scores));
        }
        int poisoned = isPoisoned.Count(true);
        int clean = isPoisoned.Length - poisoned;
        int truePositives = CountPoisoned(flagged, isPoisoned);
        RocCurve? curve = poisoned > 0 && clean > 0 ? new RocCurve(scores, isPoisoned) : null;
        return new DetectionMetrics
        {
            Flagged = flagged.Length,
            Isolated = isolated.Length,
            DetectionSuccessRate = Share(truePositives, poisoned),
            FalsePositiveRate = Share(flagged.Length - truePositives, clean),
            Auc = curve?.Auc,
            Precision = Share(CountPoisoned(isolated, isPoisoned), isolated.Length),
            DetectionSuccessRateAt001 = curve?.DetectionRateAt(0.001),
            DetectionSuccessRateAt01 = curve?.DetectionRateAt(0.01),
            DetectionSuccessRateAt05 = curve?.DetectionRateAt(0.05),
        };
    }

    private static int CountPoisoned(ReadOnlySpan<int> images, ReadOnlySpan<bool> isPoisoned)
    {
        int count = 0;
        foreach (int image in images)
        {
            if (isPoisoned[image]) { count++; }
        }
        return count;
    }

    private static double? Share(int part, int whole) => whole > 0 ? (double)part / whole : null;
}
