using System.Globalization;
using System.Text.RegularExpressions;
using DeepDefense.Datasets;
using DeepDefense.Evidence;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Steganalysis;

namespace DeepDefense.Reporting;

/// <summary>One image of a scan.</summary>
/// <param name="Index">Its place in the training set.</param>
/// <param name="Path">Its file in the set, or its number where that is not known.</param>
/// <param name="Row">Its row or record in the file, from 0; null: the file is the image.</param>
/// <param name="Label">Its class, by number.</param>
/// <param name="Class">Its class, by name.</param>
/// <param name="Score">What all evidence together says; higher is more suspicious.</param>
/// <param name="Verdict"><c>isolated</c>, <c>flagged</c>, or <c>unsuspected</c>.</param>
/// <param name="SuggestedLabel">The class that a teacher is sure of, by number; null: it is the label, none is sure, or none was asked.</param>
/// <param name="Percentiles">For each view, the share of the images of the label, in [0, 1], that it finds less suspicious, half of those alike included; null where it does not apply.</param>
public sealed partial record ScanRow(int Index, string Path, long? Row, int Label, string Class, double Score, string Verdict, int? SuggestedLabel, IReadOnlyDictionary<string, double?> Percentiles)
{
    /// <summary>The rows of a scan, in data order.</summary>
    /// <param name="images">What was scanned.</param>
    /// <param name="scan">What was found.</param>
    /// <param name="views">What each view says; none where a trigger was named.</param>
    /// <param name="suggested">What a teacher says of flagged images, or none.</param>
    public static IEnumerable<ScanRow> Of(LabeledImages images, ScanReport scan, IReadOnlyList<EvidenceScores> views, IReadOnlyList<RelabelledImage> suggested)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(views);
        ArgumentNullException.ThrowIfNull(suggested);
        Dictionary<int, int?> labels = suggested.ToDictionary(image => image.Index, image => image.To);
        HashSet<int> flagged = [.. scan.Flagged], isolated = [.. scan.Isolated];
        (string Name, double[]? Shares)[] shares = [.. views.Select(view => (view.Name, view.Training is null ? null : Shares(view.Training, images)))];
        for (int i = 0; i < images.Count; i++)
        {
            Match record = Record().Match(images.SourceOf(i));
            int index = i;
            yield return new ScanRow(i, record.Groups["path"].Value, record.Groups["row"] is { Success: true } row ? long.Parse(row.Value, CultureInfo.InvariantCulture) : null,
                images.Labels[i], images.ClassNames[images.Labels[i]], scan.Scores[i], isolated.Contains(i) ? "isolated" : flagged.Contains(i) ? "flagged" : "unsuspected",
                labels.GetValueOrDefault(i),
                shares.ToDictionary(view => view.Name, view => view.Shares?[index]));
        }
    }

    // Only images of one label are comparable.
    private static double[] Shares(double[] scores, LabeledImages images)
    {
        double[] shares = new double[scores.Length];
        int[] labels = images.Labels.ToArray();
        foreach (IGrouping<int, int> label in Enumerable.Range(0, scores.Length).GroupBy(i => labels[i]))
        {
            int[] members = [.. label.OrderBy(i => scores[i])];
            for (int start = 0, end; start < members.Length; start = end)
            {
                for (end = start + 1; end < members.Length && scores[members[end]].Equals(scores[members[start]]); end++) { }
                for (int i = start; i < end; i++) { shares[members[i]] = (start + end) / (2.0 * members.Length); }
            }
        }
        return shares;
    }

    [GeneratedRegex(@"^(?<path>.*?)(:(?<row>[0-9]{1,18}))?$", RegexOptions.Singleline)]
    private static partial Regex Record();
}
