namespace DeepDefense.Reporting;

/// <summary>How scores are spread, in bins of one width.</summary>
/// <param name="Low">Lower edge of the first bin.</param>
/// <param name="High">Upper edge of the last bin.</param>
/// <param name="Counts">Images a bin; where the truth is known, the clean ones.</param>
/// <param name="Poisoned">Poisoned images a bin, or null: not known which they are.</param>
public sealed record ScoreHistogram(double Low, double High, IReadOnlyList<int> Counts, IReadOnlyList<int>? Poisoned)
{
    private const int Bins = 60;

    /// <summary>Counts scores.</summary>
    /// <param name="scores">(N); those that are not finite are counted at the ends.</param>
    /// <param name="isPoisoned">(N), or empty: not known.</param>
    public static ScoreHistogram Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPoisoned)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double score in scores)
        {
            if (double.IsFinite(score)) { (low, high) = (Math.Min(low, score), Math.Max(high, score)); }
        }
        if (low > high) { (low, high) = (0, 1); }
        if (low == high) { high = low + 1; }
        int[] counts = new int[Bins], poisoned = new int[Bins];
        for (int i = 0; i < scores.Length; i++)
        {
            int bin = (int)Math.Clamp((scores[i] - low) / (high - low) * Bins, 0, Bins - 1);
            (isPoisoned.Length > 0 && isPoisoned[i] ? poisoned : counts)[bin]++;
        }
        return new ScoreHistogram(low, high, counts, isPoisoned.Length > 0 ? poisoned : null);
    }
}
