namespace DeepDefense.Evaluation;

/// <summary>A threshold that keeps a detector's false-positive rate down, taken from clean images it has not learnt
/// from: a score above it is flagged. Unlike a quantile of the held-out scores, it allows for their number.</summary>
public sealed record FalsePositiveThreshold
{
    /// <summary>A threshold that was chosen before, e.g. one read from a detector's file.</summary>
    /// <param name="threshold">A score strictly above it is flagged.</param>
    /// <param name="heldOut">Number of held-out clean scores, at least 1.</param>
    /// <param name="exceedances">How many of them lie above the threshold, in [0, <paramref name="heldOut"/>).</param>
    /// <param name="upperBound">Bound on the false-positive rate, in (0, 1].</param>
    /// <param name="falsePositiveRate">The rate that was asked for, in (0, 1).</param>
    /// <param name="confidence">How sure the bound is, in (0, 1).</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public FalsePositiveThreshold(double threshold, int heldOut, int exceedances, double upperBound,
        double falsePositiveRate, double confidence)
    {
        if (double.IsNaN(threshold)) { throw new ArgumentException("is not a number", nameof(threshold)); }
        ArgumentOutOfRangeException.ThrowIfNegative(exceedances);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(exceedances, heldOut);
        (Threshold, HeldOut, Exceedances) = (threshold, heldOut, exceedances);
        UpperBound = Require.ClosedUnit(upperBound, nameof(upperBound));
        FalsePositiveRate = Require.OpenUnit(falsePositiveRate, nameof(falsePositiveRate));
        Confidence = Require.OpenUnit(confidence, nameof(confidence));
    }

    /// <summary>A score strictly above it is flagged.</summary>
    public double Threshold { get; }

    /// <summary>How many held-out clean scores it was chosen on.</summary>
    public int HeldOut { get; }

    /// <summary>How many of them lie above it.</summary>
    public int Exceedances { get; }

    /// <summary>The false-positive rate on unseen clean images is at most this, with <see cref="Confidence"/>; in
    /// (0, 1].</summary>
    public double UpperBound { get; }

    /// <summary>The false-positive rate that was asked for, in (0, 1).</summary>
    public double FalsePositiveRate { get; }

    /// <summary>The confidence that was asked for, in (0, 1).</summary>
    public double Confidence { get; }

    /// <summary>Whether the bound is as low as was asked for. False where the sample is too small: then the threshold
    /// is the highest clean score, and <see cref="UpperBound"/> says what does hold.</summary>
    public bool IsMet => UpperBound <= FalsePositiveRate;

    /// <summary>Whether a score is flagged.</summary>
    public bool Flags(double score) => score > Threshold;

    /// <summary>The smallest held-out score for which the bound holds.</summary>
    /// <param name="cleanScores">(N), N at least 1: scores of clean images, drawn as the clean images of the scanned
    /// set are, and not learnt from. Higher is more likely poisoned.</param>
    /// <param name="falsePositiveRate">The rate wanted, in (0, 1), e.g. 0.01.</param>
    /// <param name="confidence">How sure the bound is, in (0, 1). Default 0.9.</param>
    /// <exception cref="ArgumentException">There are no scores, or one is not a number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not in (0, 1).</exception>
    /// <remarks>With the (k + 1)-th highest of N scores as threshold, the true rate exceeds r with probability at most
    /// P(Binomial(N, r) &lt;= k), whatever the scores' distribution; the bound is Clopper and Pearson's for k of N. The
    /// bound depends on the rank alone, so choosing the rank by it spoils nothing. Equal scores leave fewer than k
    /// above the threshold; the bound stays that of the rank.</remarks>
    public static FalsePositiveThreshold Choose(
        ReadOnlySpan<double> cleanScores, double falsePositiveRate, double confidence = 0.9)
    {
        Require.OpenUnit(falsePositiveRate, nameof(falsePositiveRate));
        Require.OpenUnit(confidence, nameof(confidence));
        if (cleanScores.IsEmpty || cleanScores.Contains(double.NaN))
        {
            throw new ArgumentException("expected at least one score, and numbers only", nameof(cleanScores));
        }
        double[] descending = cleanScores.ToArray();
        Array.Sort(descending, (left, right) => right.CompareTo(left));
        int rank = LargestRank(descending.Length, falsePositiveRate, confidence);
        return new FalsePositiveThreshold(descending[rank], descending.Length,
            Array.IndexOf(descending, descending[rank]),
            ClopperPearson.UpperBound(rank, descending.Length, confidence), falsePositiveRate, confidence);
    }

    /// <summary>The largest k whose bound is low enough; 0 where none is.</summary>
    private static int LargestRank(int trials, double rate, double confidence)
    {
        int allowed = 0;
        int refused = trials;
        // The bound rises with the rank.
        while (refused - allowed > 1)
        {
            int middle = allowed + ((refused - allowed) / 2);
            if (ClopperPearson.BoundIsAtMost(rate, middle, trials, confidence)) { allowed = middle; }
            else { refused = middle; }
        }
        return allowed;
    }
}
