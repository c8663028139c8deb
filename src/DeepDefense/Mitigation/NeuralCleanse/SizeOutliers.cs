namespace DeepDefense.Mitigation.NeuralCleanse;

/// <summary>Which of some sizes are too small to belong to the others.</summary>
internal static class SizeOutliers
{
    /// <param name="sizes">(K), at least one.</param>
    /// <param name="limit">Deviations below the median.</param>
    /// <returns>(K) distances from the median in deviations, and the indices of those below it by more than the limit.</returns>
    internal static (double[] Indices, int[] Small) Of(IReadOnlyList<double> sizes, double limit)
    {
        double middle = Median.Of(sizes), deviation = Median.Deviation(sizes, middle);
        double[] indices = [.. sizes.Select(size => size == middle ? 0 : Math.Abs(size - middle) / deviation)];
        return (indices, [.. Enumerable.Range(0, sizes.Count).Where(k => sizes[k] < middle && indices[k] > limit)]);
    }
}
