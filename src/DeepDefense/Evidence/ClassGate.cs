using DeepDefense.Steganalysis;

namespace DeepDefense.Evidence;

/// <summary>Whether the training images of a label hold a group that the clean images of it do not explain.</summary>
/// <param name="Label">The label.</param>
/// <param name="Outliers">Share of its training images that lie more than three deviations from the clean ones, in [0, 1].</param>
/// <param name="Anomaly">How far that stands out among the labels: (share - median) / (1.4826 MAD), without unit.</param>
/// <param name="Chance">Probability of as many among clean images, times the number of labels, in [0, 1].</param>
/// <param name="CleanImages">How many clean images it was judged by.</param>
/// <param name="IsSuspected">Whether poison is looked for among its images.</param>
public sealed record ClassGate(int Label, double Outliers, double Anomaly, double Chance, int CleanImages, bool IsSuspected)
{
    /// <summary>Scores above this many deviations are outliers.</summary>
    internal const double Far = 3;

    private const double Strong = 0.001;
    private const double LeastExcess = 0.02;

    // Spread of the labels' shares that chance alone gives, and more.
    private const double LeastSpread = 0.005;

    // Every label may be a target; then none stands out among them, and only the clean images tell.
    private const double Everywhere = 0.05;
    private const int LeastCleanEverywhere = 20;

    /// <summary>Judges each label.</summary>
    /// <param name="scores">(N), in deviations of the clean images of the label.</param>
    /// <param name="labels">(N).</param>
    /// <param name="clean">(M), the same of the clean images.</param>
    /// <param name="cleanLabels">(M).</param>
    /// <param name="classes">K.</param>
    internal static IReadOnlyList<ClassGate> Of(double[] scores, ReadOnlySpan<int> labels, double[] clean, ReadOnlySpan<int> cleanLabels, int classes)
    {
        int[][] members = ClassShift.Members(labels, classes), cleanMembers = ClassShift.Members(cleanLabels, classes);
        int[] far = [.. members.Select(rows => rows.Count(i => scores[i] > Far))];
        double[] shares = [.. members.Select((rows, label) => rows.Length > 0 ? (double)far[label] / rows.Length : 0)];
        double median = Median.Of(shares), spread = Math.Max(RobustDeviation.NormalMad * Median.Of(shares.Select(share => Math.Abs(share - median))), LeastSpread);
        Calibration among = new(clean.Length, clean.Count(score => score > Far));
        bool everywhere = median >= Everywhere && median > 4 * among.ExpectedShare && cleanMembers.Min(rows => rows.Length) >= LeastCleanEverywhere;
        return [.. Enumerable.Range(0, classes).Select(label =>
        {
            double anomaly = (shares[label] - median) / spread, chance = Math.Min(1, classes * among.ChanceOf(members[label].Length, far[label]));
            bool outstanding = anomaly > RobustDeviation.Outstanding && shares[label] - median >= LeastExcess;
            return new ClassGate(label, shares[label], anomaly, chance, cleanMembers[label].Length, chance <= Strong && (outstanding || (everywhere && shares[label] >= Everywhere)));
        })];
    }
}
