namespace DeepDefense.Evidence;

/// <summary>Brings scores of all labels to one scale: robust deviations of the clean images of a label.</summary>
internal static class ClassScale
{
    // Clean images of other labels that count beside those of a label, so that few of them give a spread as well.
    private const double Borrowed = 20;

    /// <summary>(score - median) / spread, where both are those of the clean images of the label; the spread is a weighted mean of that of
    /// the label and that of all. Labels without clean images get 0.</summary>
    /// <param name="training">(N).</param>
    /// <param name="labels">(N).</param>
    /// <param name="clean">(M).</param>
    /// <param name="cleanLabels">(M).</param>
    /// <param name="classes">K.</param>
    internal static (double[] Training, double[] Clean) Of(double[] training, ReadOnlySpan<int> labels, double[] clean, ReadOnlySpan<int> cleanLabels, int classes)
    {
        int[] all = labels.ToArray(), allClean = cleanLabels.ToArray();
        ILookup<int, double> byLabel = Enumerable.Range(0, clean.Length).ToLookup(i => allClean[i], i => clean[i]);
        double[] centre = [.. Enumerable.Range(0, classes).Select(label => byLabel.Contains(label) ? Median.Of(byLabel[label]) : double.NaN)];
        double pooled = RobustDeviation.NormalMad * Median.Of(clean.Select((score, i) => Math.Abs(score - centre[allClean[i]])));
        double[] spread = [.. Enumerable.Range(0, classes).Select(label =>
        {
            double[] own = [.. byLabel[label].Select(score => Math.Abs(score - centre[label]))];
            double mad = own.Length > 0 ? RobustDeviation.NormalMad * Median.Of(own) : 0;
            return Math.Max(Math.Sqrt((own.Length * mad * mad + Borrowed * pooled * pooled) / (own.Length + Borrowed)), double.Epsilon);
        })];
        return (Scaled(training, all), Scaled(clean, allClean));

        double[] Scaled(double[] scores, int[] labelsOf) =>
            [.. scores.Select((score, i) => double.IsNaN(centre[labelsOf[i]]) ? 0 : (score - centre[labelsOf[i]]) / spread[labelsOf[i]])];
    }
}
