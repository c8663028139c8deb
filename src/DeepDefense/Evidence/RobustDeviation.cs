namespace DeepDefense.Evidence;

/// <summary>How far each of some numbers stands out among them.</summary>
internal static class RobustDeviation
{
    /// <summary>AGPD's and SCAn's bound for what stands out, e squared.</summary>
    internal static readonly double Outstanding = Math.Exp(2);

    /// <summary>(value - median) / (1.4826 MAD).</summary>
    /// <param name="values">(K); NaN is not among them and stays.</param>
    internal static double[] Of(double[] values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        if (known.Length == 0) { return values; }
        double median = Median.Of(known), spread = Median.Deviation(known, median);
        return [.. values.Select(value => value == median ? 0 : (value - median) / Math.Max(spread, double.Epsilon))];
    }
}
