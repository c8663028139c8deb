using DeepDefense.Steganalysis;

namespace DeepDefense.Evidence;

/// <summary>Whether the training images of a label hold a group that the clean images of it do not explain.</summary>
/// <param name="Label">The label.</param>
/// <param name="Outliers">Share of its training images that lie more than three deviations from the clean ones, and what their median
/// may be off, in [0, 1].</param>
/// <param name="Anomaly">How far that stands out among the labels: (share - median) / (1.4826 MAD), without unit; it decides where the label has
/// fewer than ten clean images, and where these are unlike the training images.</param>
/// <param name="Chance">Probability of as many among clean images, times the number of labels and of scores that they are judged by, in
/// [0, 1].</param>
/// <param name="Group">Share of its training images in the upper one of the two groups that their scores fall into, in [0, 1].</param>
/// <param name="CleanGroup">Share of its clean images that lie there too, in [0, 1]: far fewer, if the group is poison.</param>
/// <param name="Images">How many training images it has.</param>
/// <param name="CleanImages">How many clean images it was judged by.</param>
/// <param name="IsSuspected">Whether poison is looked for among its images.</param>
public sealed record ClassGate(int Label, double Outliers, double Anomaly, double Chance, double Group, double CleanGroup, int Images, int CleanImages, bool IsSuspected)
{
    /// <summary>Scores above this many deviations are outliers.</summary>
    internal const double Far = 3;

    // All images of a label share the error of its clean images' median: 1.25 deviations by the root of their number, two and a half times.
    private const double Doubt = 2.5 * 1.25;
    private const double Strong = 0.001;
    private const double LeastSpread = 0.005;

    /// <summary>A smaller share is no reason to suspect a label: training images of other labels have outliers too, because the network
    /// saw them and not the clean ones.</summary>
    internal const double LeastExcess = 0.04;
    private const double Multiple = 3;

    // A network that learned its images by heart puts them further out than clean ones, but in groups that clean images have as well.
    private const double Depletion = 2.5;

    // Every label may be a target; then none stands out among them, and only the clean images tell.
    private const int LeastCleanEverywhere = 20;

    /// <summary>Fewer clean images of a label tell little of where it begins and how far it spreads: that is the same doubt for all labels, and
    /// only a label that stands out far among them is suspected.</summary>
    internal const int LeastCleanImages = 10;

    /// <summary>An anomaly from which a label stands out far among the others.</summary>
    internal const double FarAmongLabels = 5;

    /// <summary>Judges each label.</summary>
    /// <param name="scores">(N), in deviations of the clean images of the label.</param>
    /// <param name="labels">(N).</param>
    /// <param name="clean">(M), the same of the clean images.</param>
    /// <param name="cleanLabels">(M).</param>
    /// <param name="classes">K.</param>
    /// <param name="tests">By how many such scores labels are judged.</param>
    /// <param name="leastExcess">The least share of outliers that makes a label suspected, in (0, 1). Default .04.</param>
    internal static IReadOnlyList<ClassGate> Of(double[] scores, ReadOnlySpan<int> labels, double[] clean, ReadOnlySpan<int> cleanLabels, int classes, int tests = 1,
        double leastExcess = LeastExcess)
    {
        int[][] members = LabelRows.Members(labels, classes), cleanMembers = LabelRows.Members(cleanLabels, classes);
        int[] far = [.. members.Select((rows, label) => rows.Count(i => scores[i] > Far + Doubt / Math.Sqrt(Math.Max(cleanMembers[label].Length, 1))))];
        double[] shares = [.. members.Select((rows, label) => rows.Length > 0 ? (double)far[label] / rows.Length : 0)];
        int[] used = [.. Enumerable.Range(0, classes).Where(label => members[label].Length > 0)];
        double median = used.Length > 0 ? Median.Of(used.Select(label => shares[label])) : 0;
        double spread = used.Length > 0 ? Math.Max(Median.Deviation(used.Select(label => shares[label]), median), LeastSpread) : 1;
        Calibration among = new(clean.Length, clean.Count(score => score > Far));
        bool everywhere = used.Length > 0 && LowerQuartile(used.Select(label => shares[label])) >= leastExcess && used.Min(label => cleanMembers[label].Length) >= LeastCleanEverywhere;
        return [.. Enumerable.Range(0, classes).Select(label =>
        {
            double others = LowerQuartile(used.Where(other => other != label).Select(other => shares[other]));
            double chance = Math.Min(1, classes * tests * among.ChanceOf(members[label].Length, far[label]));
            bool standsOut = shares[label] >= leastExcess + others && shares[label] >= Multiple * others;
            bool beyondClean = chance <= Strong && shares[label] >= Multiple * among.ExpectedShare && shares[label] >= leastExcess;
            double anomaly = members[label].Length > 0 ? (shares[label] - median) / spread : 0;
            double split = members[label].Length > 1 ? ScoreSplit.Of(members[label].Select(i => scores[i])) : double.PositiveInfinity;
            double group = ShareAbove(scores, members[label], split), cleanGroup = ShareAbove(clean, cleanMembers[label], split);
            bool judged = cleanMembers[label].Length >= LeastCleanImages || anomaly >= FarAmongLabels;
            return new ClassGate(label, shares[label], anomaly, chance, group, cleanGroup, members[label].Length, cleanMembers[label].Length,
                judged && beyondClean && (standsOut || everywhere) && group >= Depletion * cleanGroup);
        })];
    }

    private static double ShareAbove(double[] scores, int[] members, double bound) =>
        members.Length > 0 ? (double)members.Count(i => scores[i] > bound) / members.Length : 0;

    // Three of four labels may be targets, and wrong labels may be spread over half of them, before it moves.
    private static double LowerQuartile(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered.Length == 0 ? 0 : ordered[(ordered.Length - 1) / 4];
    }
}
