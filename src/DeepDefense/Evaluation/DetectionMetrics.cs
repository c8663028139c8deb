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
    /// <param name="covers">Images that are neither poisoned nor clean, which no rate counts: distinct indices in [0, N).</param>
    /// <exception cref="ArgumentException">There is not one score an image, or a score is not a number.</exception>
    public static DetectionMetrics Of(ReadOnlySpan<double> scores, ReadOnlySpan<int> flagged,
        ReadOnlySpan<int> isolated, ReadOnlySpan<bool> isPoisoned, ReadOnlySpan<int> covers = default)
    {
        if (scores.Length != isPoisoned.Length)
        {
            throw new ArgumentException($"{scores.Length} scores for {isPoisoned.Length} images", nameof(scores));
        }
        HashSet<int> left = [.. covers];
        int poisoned = isPoisoned.Count(true);
        int clean = isPoisoned.Length - poisoned - left.Count;
        int truePositives = CountPoisoned(flagged, isPoisoned);
        RocCurve? curve = poisoned > 0 && clean > 0 ? new RocCurve(Without(left, scores), Without(left, isPoisoned)) : null;
        return new DetectionMetrics
        {
            Flagged = flagged.Length,
            Isolated = isolated.Length,
            DetectionSuccessRate = Share(truePositives, poisoned),
            FalsePositiveRate = Share(flagged.Length - truePositives - Count(flagged, left), clean),
            Auc = curve?.Auc,
            Precision = Share(CountPoisoned(isolated, isPoisoned), isolated.Length - Count(isolated, left)),
            DetectionSuccessRateAt001 = curve?.DetectionRateAt(0.001),
            DetectionSuccessRateAt01 = curve?.DetectionRateAt(0.01),
            DetectionSuccessRateAt05 = curve?.DetectionRateAt(0.05),
        };
    }

    /// <summary>What belongs to other images than some.</summary>
    internal static T[] Without<T>(HashSet<int> left, ReadOnlySpan<T> ofImages)
    {
        T[] all = ofImages.ToArray();
        return left.Count == 0 ? all : [.. all.Where((_, i) => !left.Contains(i))];
    }

    private static int Count(ReadOnlySpan<int> images, HashSet<int> among)
    {
        int count = 0;
        foreach (int image in images)
        {
            if (among.Contains(image)) { count++; }
        }
        return count;
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
