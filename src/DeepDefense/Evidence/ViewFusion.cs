namespace DeepDefense.Evidence;

/// <summary>What all views say of the images of a label together. Each view counts in deviations of the images that are not suspected,
/// bounded, so that none decides alone; the sum is brought to their deviations again.</summary>
internal static class ViewFusion
{
    /// <summary>An image with more deviations is flagged.</summary>
    internal const double Threshold = 3;

    // Smoothly, so that order is kept.
    private const double Most = 8;

    // A view in which suspected images stand out by less says nothing.
    private const double LeastMeaning = 1;

    /// <summary>Adds the views up.</summary>
    /// <param name="views">Those that apply.</param>
    /// <param name="suspected">(N).</param>
    /// <param name="members">The training images of a label, each in [0, N).</param>
    /// <param name="clean">Its clean images, each in [0, M).</param>
    /// <param name="into">(N): where to put the sums of the training images.</param>
    /// <param name="intoClean">(M): where to put those of the clean ones.</param>
    internal static void Of(IEnumerable<EvidenceScores> views, bool[] suspected, int[] members, int[] clean, double[] into, double[] intoClean)
    {
        double[] sum = new double[members.Length], cleanSum = new double[clean.Length];
        bool[] marked = [.. members.Select(i => suspected[i])];
        foreach (EvidenceScores view in views)
        {
            (double[] deviations, double[] cleanDeviations) = Deviations([.. members.Select(i => view.Training![i])], [.. clean.Select(i => view.Clean![i])], marked);
            if (!marked.Contains(true) || Median.Of(deviations.Where((_, i) => marked[i])) < LeastMeaning) { continue; }
            for (int i = 0; i < sum.Length; i++) { sum[i] += Bounded(deviations[i]); }
            for (int i = 0; i < cleanSum.Length; i++) { cleanSum[i] += Bounded(cleanDeviations[i]); }
        }
        (sum, cleanSum) = Deviations(sum, cleanSum, marked);
        for (int i = 0; i < members.Length; i++) { into[members[i]] = sum[i]; }
        for (int i = 0; i < clean.Length; i++) { intoClean[clean[i]] = cleanSum[i]; }
    }

    private static double Bounded(double deviation) => Most * Math.Tanh(deviation / Most);

    // From the median of those that are not suspected, in their median absolute deviations.
    private static (double[] Training, double[] Clean) Deviations(double[] training, double[] clean, bool[] suspected)
    {
        double[] others = [.. training.Where((_, i) => !suspected[i]), .. clean];
        if (others.Length == 0) { return (new double[training.Length], []); }
        double median = Median.Of(others), spread = Math.Max(Median.Deviation(others, median), 1e-9);
        return ([.. training.Select(score => (score - median) / spread)], [.. clean.Select(score => (score - median) / spread)]);
    }
}
