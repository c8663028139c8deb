namespace DeepDefense;

/// <summary>The middle of some numbers; of an even number of them the mean of the two in the middle.</summary>
internal static class Median
{
    private const double NormalMad = 1.4826;

    /// <param name="values">In any order; at least one.</param>
    internal static double Of(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    /// <summary>1.4826 times the median distance from a middle: of normal numbers the standard deviation, and a tenth of odd ones among them
    /// does not change it much.</summary>
    /// <param name="values">In any order; at least one.</param>
    /// <param name="middle">From where, as a rule their median.</param>
    internal static double Deviation(IEnumerable<double> values, double middle) => NormalMad * Of(values.Select(value => Math.Abs(value - middle)));
}
