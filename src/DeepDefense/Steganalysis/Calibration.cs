using System.Text.Json.Serialization;

namespace DeepDefense.Steganalysis;

/// <summary>What clean images that were held out say of a threshold, and what follows for other clean images.</summary>
/// <param name="Images">n, images held out, at least 0.</param>
/// <param name="Above">k, how many of them score above the threshold, in [0, n]; a mean over turns need not be whole.</param>
/// <remarks>Where the threshold is the (k + 1)-th highest of n scores, the share of clean images above it has the
/// distribution Beta(k + 1, n - k), whatever the scores are distributed like; of N further ones the number above it is
/// beta-binomial. Unlike a binomial at the rate k / n this counts that the rate itself is only estimated. Source: David
/// and Nagaraja, "Order Statistics", 3rd edition, chapter 7 (prediction intervals, tolerance intervals).</remarks>
public sealed record Calibration(double Images, double Above)
{
    // Of more, the share is the same.
    private const int EnoughImages = 2000;

    /// <summary>Of images held out, how many score above the threshold.</summary>
    public double Above { get; } = Above >= 0 && Above <= Images
        ? Above
        : throw new ArgumentOutOfRangeException(nameof(Above), Above, $"must lie in [0, {Images}]");

    /// <summary>The share of clean images that is to be expected above the threshold, in (0, 1].</summary>
    [JsonIgnore]
    public double ExpectedShare => (Above + 1) / (Images + 1);

    /// <summary>Probability that of <paramref name="count"/> clean images at least <paramref name="atLeast"/> score above the
    /// threshold, in [0, 1]; 0 where it is below what a double holds.</summary>
    /// <param name="count">N, at least 0.</param>
    /// <param name="atLeast">In [0, N].</param>
    /// <remarks>In the domain of logarithms: ln pmf(0) is the sum of ln((b + i) / (a + b + i)) over i below N, and
    /// pmf(j + 1) / pmf(j) = (N - j) (a + j) / ((j + 1) (b + N - j - 1)). O(N).</remarks>
    public double ChanceOf(int count, int atLeast)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atLeast, count);
        (double a, double b) = (Above + 1, Images - Above);
        // Nothing is known where none was held out, or all of them are above.
        if (atLeast <= 0 || b <= 0) { return 1; }
        double logMass = 0;
        for (int i = 0; i < count; i++) { logMass += Math.Log((b + i) / (a + b + i)); }
        double tail = 0;
        for (int j = 0; j < count; j++)
        {
            logMass += Math.Log((count - j) * (a + j) / ((j + 1) * (b + count - j - 1)));
            if (j + 1 >= atLeast) { tail += Math.Exp(logMass); }
        }
        return Math.Min(tail, 1);
    }

    /// <summary>The least share of further images that, above the threshold, has at most this chance among clean ones, in (0, 1]; above 1
    /// where even all of them have a larger one.</summary>
    /// <param name="count">N, at least 1.</param>
    /// <param name="chance">In (0, 1).</param>
    public double LeastShareBeyond(int count, double chance)
    {
        int images = Math.Min(count, EnoughImages), low = 1, high = images + 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (middle > images || ChanceOf(images, middle) <= chance) { high = middle; }
            else { low = middle + 1; }
        }
        return (double)low / images;
    }
}
