namespace DeepDefense.Evaluation;

/// <summary>The exact one-sided bound on a rate that was counted on a sample.</summary>
/// <remarks>Source: Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the
/// binomial", 1934.</remarks>
public static class ClopperPearson
{
    /// <summary>The rate above which as few events as were seen would be rarer than 1 - confidence: the p that solves
    /// P(Binomial(n, p) &lt;= k) = 1 - confidence.</summary>
    /// <param name="events">k, in [0, <paramref name="trials"/>].</param>
    /// <param name="trials">n, at least 1.</param>
    /// <param name="confidence">In (0, 1).</param>
    /// <returns>In (0, 1]; 1 where every trial was an event.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public static double UpperBound(int events, int trials, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events, trials);
        Require.OpenUnit(confidence, nameof(confidence));
        if (events == trials) { return 1; }
        double low = 0;
        double high = 1;
        // Halving until no number lies between: the distribution falls as the rate rises.
        for (double middle = 0.5; low < middle && middle < high; middle = (low + high) / 2)
        {
            if (BoundIsAtMost(middle, events, trials, confidence)) { high = middle; }
            else { low = middle; }
        }
        return high;
    }

    /// <summary>Whether the upper bound is at most a rate in (0, 1), without searching for the bound.</summary>
    internal static bool BoundIsAtMost(double rate, int events, int trials, double confidence) =>
        LogCumulative(events, trials, rate) <= Math.Log(1 - confidence);

    /// <summary>log P(Binomial(n, p) &lt;= k), summed in logarithms because the terms of a large sample
    /// underflow.</summary>
    private static double LogCumulative(int events, int trials, double rate)
    {
        double logOdds = Math.Log(rate) - Math.Log(1 - rate);
        double logTerm = trials * Math.Log(1 - rate);
        double logSum = logTerm;
        for (int i = 1; i <= events; i++)
        {
            logTerm += Math.Log((double)(trials - i + 1) / i) + logOdds;
            double larger = Math.Max(logSum, logTerm);
            logSum = larger + Math.Log(Math.Exp(logSum - larger) + Math.Exp(logTerm - larger));
        }
        return logSum;
    }
}
