namespace DeepDefense.Evidence;

/// <summary>Divides numbers into two groups.</summary>
internal static class ScoreSplit
{
    /// <summary>The middle between the means of the two groups that explain most of the variance: 2-means, of all divisions the best.</summary>
    /// <param name="scores">Two or more.</param>
    internal static double Of(IEnumerable<double> scores)
    {
        double[] ordered = [.. scores.Order()];
        double total = ordered.Sum(), lower = 0, most = double.NegativeInfinity, middle = total / ordered.Length;
        for (int below = 1; below < ordered.Length; below++)
        {
            lower += ordered[below - 1];
            int above = ordered.Length - below;
            double low = lower / below, high = (total - lower) / above, between = (double)below * above * (high - low) * (high - low);
            if (between > most) { (most, middle) = (between, (low + high) / 2); }
        }
        return middle;
    }
}
