namespace DeepDefense.Evidence;

/// <summary>Brings scores of all labels to one scale: robust deviations of the clean images of a label.</summary>
internal static class ClassScale
{
    // Clean images of other labels that count beside those of a label, so that few of them give a spread as well.
    private const double Borrowed = 20;
    private const int LeastImages = 2;

    /// <summary>(score - median) / spread, where both are those of the clean images of the label; the spread is a weighted mean of that of
    /// the label and that of all. Labels with fewer than two clean images get 0.</summary>
    /// <param name="training">(N).</param>
    /// <param name="labels">(N).</param>
    /// <param name="clean">(M).</param>
    /// <param name="cleanLabels">(M).</param>
    /// <param name="classes">K.</param>
    internal static (double[] Training, double[] Clean) Of(double[] training, ReadOnlySpan<int> labels, double[] clean, ReadOnlySpan<int> cleanLabels, int classes)
    {
        int[] all = labels.ToArray(), allClean = cleanLabels.ToArray();
        ILookup<int, double> byLabel = Enumerable.Range(0, clean.Length).ToLookup(i => allClean[i], i => clean[i]);
        double?[] centre = [.. Enumerable.Range(0, classes).Select(label => byLabel[label].Count() >= LeastImages ? Median.Of(byLabel[label]) : (double?)null)];
        double[] deviations = [.. Enumerable.Range(0, clean.Length).Where(i => centre[allClean[i]] is not null).Select(i => clean[i] - centre[allClean[i]]!.Value)];
        double pooled = deviations.Length > 0 ? Median.Deviation(deviations, 0) : 0;
        double[] spread = [.. Enumerable.Range(0, classes).Select(label => centre[label] is double middle ? SpreadOf([.. byLabel[label]], middle) : 1)];
        return (Scaled(training, all), Scaled(clean, allClean));

        double[] Scaled(double[] scores, int[] labelsOf) =>
            [.. scores.Select((score, i) => centre[labelsOf[i]] is double middle ? (score - middle) / spread[labelsOf[i]] : 0)];

        double SpreadOf(double[] own, double middle)
        {
            double mad = Median.Deviation(own, middle);
            return Math.Max(Math.Sqrt((own.Length * mad * mad + Borrowed * pooled * pooled) / (own.Length + Borrowed)), 1e-9);
        }
    }
}
