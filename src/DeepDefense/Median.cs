namespace DeepDefense;

/// <summary>The middle of some numbers; of an even number of them the mean of the two in the middle.</summary>
internal static class Median
{
    /// <param name="values">In any order; at least one.</param>
    internal static double Of(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
