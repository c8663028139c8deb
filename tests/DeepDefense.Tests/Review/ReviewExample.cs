using DeepDefense.Datasets;
using DeepDefense.Review;
using DeepDefense.Tests.Attacks;

namespace DeepDefense.Tests.Review;

/// <summary>A review of some images of a small set, highest score first.</summary>
internal static class ReviewExample
{
    internal static ReviewSession Open(string journal, LabeledImages? images = null)
    {
        LabeledImages training = images ?? TestImages.Of(12, withSources: true);
        string scan = Path.Combine(Path.GetDirectoryName(journal)!, "scan.csv");
        if (!File.Exists(scan)) { File.WriteAllText(scan, "scores"); }
        int[] groups = LikenessGroups.Of(training);
        return new ReviewSession(training, [.. Enumerable.Range(0, training.Count).Select(row => new ReviewCandidate(row, training.Count - row, groups[row], row % 2 == 0 ? 1 : null))], 1, scan, journal);
    }
}
