namespace DeepDefense.Evidence;

/// <summary>What a score says for and against poison, in nats: ln p(score | suspected) / p(score | clean), both taken as normal with one
/// spread, by medians and median deviations. Bounded, so that no view decides alone, and smoothly, so that order is kept.</summary>
internal static class LogLikelihoodRatio
{
    /// <summary>The most that a view says.</summary>
    internal const double Bound = 6;

    private const double NormalMad = 1.4826;

    /// <summary>Turns scores of one label into nats.</summary>
    /// <param name="suspected">Scores of the suspected images.</param>
    /// <param name="others">Scores of images that are taken for clean.</param>
    /// <returns>The function; 0 everywhere where suspected images do not score higher.</returns>
    internal static Func<double, double> Of(IReadOnlyCollection<double> suspected, IReadOnlyCollection<double> others)
    {
        if (suspected.Count == 0 || others.Count == 0) { return _ => 0; }
        double high = Median.Of(suspected), low = Median.Of(others);
        double highSpread = NormalMad * Median.Of(suspected.Select(score => Math.Abs(score - high))), lowSpread = NormalMad * Median.Of(others.Select(score => Math.Abs(score - low)));
        double variance = (highSpread * highSpread + lowSpread * lowSpread) / 2;
        if (high <= low || variance <= 0) { return _ => 0; }
        return score => Bound * Math.Tanh((high - low) / variance * (score - (high + low) / 2) / Bound);
    }
}
