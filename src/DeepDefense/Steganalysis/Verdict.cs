using System.Globalization;
using DeepDefense.Datasets;

namespace DeepDefense.Steganalysis;

/// <summary>What a scan says of the training set as a whole.</summary>
/// <param name="Severity">How much speaks for poison.</param>
/// <param name="Headline">The verdict in a sentence. It and the explanation hold a class name, which is text from outside:
/// whoever shows it escapes it.</param>
/// <param name="Explanation">How it comes about, and what it does not say.</param>
/// <param name="Confidence">1 - <paramref name="PValue"/>, in [0, 1]: how sure it is that clean images, like those held out,
/// do not explain the flags. It is no probability that the set is poisoned.</param>
/// <param name="PValue">Probability, were the set as clean as the images held out, of an excess of flags as strong as the one
/// found, in the set or in a class, in [0, 1]; corrected for the number of tests.</param>
/// <param name="SuspectedTarget">The label that the flags point at, or null.</param>
/// <param name="Classes">Each class, by label.</param>
public sealed record Verdict(Severity Severity, string Headline, string Explanation, double Confidence, double PValue,
    int? SuspectedTarget, IReadOnlyList<ClassFinding> Classes)
{
    // A gate that runs each day on clean sets may be wrong once in a thousand times, and mention something once in a hundred.
    private const double Strong = 0.001;
    private const double Weak = 0.01;

    // A share of poison that nobody could tell from chance is not ruled out.
    private const double MostUnseen = 0.1;

    // Training images differ from those held out also in other ways than poison, so that significance alone is no finding.
    private const double Multiple = 4;
    private const int MostImages = 10_000;

    /// <summary>The name of the class of a label.</summary>
    /// <param name="label">One of <see cref="Classes"/>.</param>
    public string NameOf(int label) => Classes.First(finding => finding.Label == label).Name;

    /// <summary>Judges a scan by the images above its threshold for all labels.</summary>
    /// <param name="scan">The scan, with its calibration.</param>
    /// <param name="images">What was scanned.</param>
    /// <exception cref="ArgumentException">The scan has no calibration, or is one of other images.</exception>
    /// <remarks>
    /// Two tests, each exact for independent images (<see cref="Calibration.ChanceOf"/>): more flags in the set than the clean
    /// images held out explain; and more in one class than the other classes, alone and with those images, explain, times the number of
    /// classes. P is twice the smaller one. The flags are far too many where they are more than four times those expected; they are
    /// concentrated where a class has at least ten, more than four times those expected, and the second test gives at most 0.001.
    /// High: P is at most 0.001, far too many, and concentrated. Medium: P is at most 0.001, and one of the two. Low: P is at
    /// most 0.01. Else none; but inconclusive, where even a tenth of the set might be flagged without a P of 0.01, as too few clean
    /// images were held out, or where the scan has doubts: the set is unlike the clean images.
    /// </remarks>
    public static Verdict Of(ScanReport scan, LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(images);
        Calibration clean = scan.Calibration
            ?? throw new ArgumentException("the scan has no calibration: it was made by an older version; scan again", nameof(scan));
        if (scan.Scores.Length != images.Count)
        {
            throw new ArgumentException($"a scan of {scan.Scores.Length} images, not of these {images.Count}", nameof(scan));
        }
        int[] labels = images.Labels.ToArray();
        int[] above = [.. Enumerable.Range(0, labels.Length).Where(i => scan.Scores[i] > scan.Threshold)];
        double chanceOfSet = clean.ChanceOf(labels.Length, above.Length);
        (double chanceOfClass, int? concentrated) = ClassTest(above, labels, images.ClassNames.Count, clean);
        double p = Math.Min(1, 2 * Math.Min(chanceOfSet, chanceOfClass));
        double expected = clean.ExpectedShare * labels.Length;
        bool excessive = above.Length > Multiple * expected;
        int? target = chanceOfClass <= Strong ? concentrated : null;
        double leastSeen = clean.LeastShareBeyond(labels.Length, Weak / 2);
        bool tooFew = leastSeen > MostUnseen;
        Severity severity = p <= Strong && excessive && target is not null ? Severity.High
            : p <= Strong && (excessive || target is not null) ? Severity.Medium
            : p <= Weak ? Severity.Low
            : tooFew || scan.Doubts.Count > 0 ? Severity.Inconclusive
            : Severity.None;
        int inTarget = above.Count(i => labels[i] == target);
        string counts = string.Create(CultureInfo.InvariantCulture,
            $"{above.Length} of {labels.Length} images score above the threshold, where about {expected:F0} clean ones would");
        string concentration = target is int label ? $", and {inTarget} of them carry the label {label}, '{images.ClassNames[label]}'" : "";
        return new Verdict(severity, $"{Opening(severity, tooFew)}: {counts}{concentration}.",
            Explain(severity, scan, clean, chanceOfSet, chanceOfClass, tooFew ? leastSeen : null), 1 - p, p, target, Findings(scan, images));
    }

    // Times the number of classes: the chance that a class, chosen for its many flags, has them without a reason: neither the other classes,
    // which are of the same source, nor they and the clean images together, which are more, explain them.
    private static (double Chance, int? Label) ClassTest(int[] above, int[] labels, int classes, Calibration clean)
    {
        int[] counts = Counts(Enumerable.Range(0, labels.Length), labels, classes), flags = Counts(above, labels, classes);
        (double least, int chosen) = Enumerable.Range(0, classes).Min(label => (Known(label).Max(known => known.ChanceOf(counts[label], flags[label])), label));
        bool standsOut = flags[chosen] >= DatasetScanner.LeastFlagged && Known(chosen).All(known => flags[chosen] > Multiple * known.ExpectedShare * counts[chosen]);
        return (standsOut ? Math.Min(1, classes * least) : 1, standsOut ? chosen : null);

        Calibration[] Known(int label)
        {
            (int images, int flagged) = (labels.Length - counts[label], above.Length - flags[label]);
            return [new(images, flagged), new(clean.Images + images, clean.Above + flagged)];
        }
    }

    private static ClassFinding[] Findings(ScanReport scan, LabeledImages images)
    {
        int[] labels = images.Labels.ToArray();
        int classes = images.ClassNames.Count;
        int[] counts = Counts(Enumerable.Range(0, labels.Length), labels, classes);
        int[] flagged = Counts(scan.Flagged, labels, classes), isolated = Counts(scan.Isolated, labels, classes);
        double[] shares = [.. Enumerable.Range(0, classes).Where(label => counts[label] > 0).Select(Share)];
        double median = shares.Length > 0 ? Median.Of(shares) : 0;
        double spread = Math.Max(shares.Length > 0 ? Median.Deviation(shares, median) : 0, (double)classes / Math.Max(labels.Length, 1));
        return [.. Enumerable.Range(0, classes).Select(label => new ClassFinding(label, images.ClassNames[label], counts[label],
            flagged[label], isolated[label], Share(label), counts[label] > 0 ? (Share(label) - median) / spread : 0))];

        double Share(int label) => counts[label] > 0 ? (double)flagged[label] / counts[label] : 0;
    }

    private static int[] Counts(IEnumerable<int> chosen, int[] labels, int classes)
    {
        int[] counts = new int[classes];
        foreach (int i in chosen) { counts[labels[i]]++; }
        return counts;
    }

    private static string Opening(Severity severity, bool tooFew) => severity switch
    {
        Severity.High => "Strong signs of poison",
        Severity.Medium => "Signs of poison",
        Severity.Low => "A slight excess",
        Severity.Inconclusive => tooFew ? "Too few clean images to judge by" : "The detector may not fit these images",
        _ => "Nothing found",
    };

    /// <summary>What is said without a full stop, as a sentence.</summary>
    internal static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";

    // With as large a share above the threshold.
    private static string Enough(Calibration clean)
    {
        double share = clean.Images > 0 ? clean.Above / clean.Images : 0;
        int images = (int)Math.Ceiling(Math.Max(clean.Images, 1));
        while (images < MostImages && new Calibration(images, share * images).LeastShareBeyond(MostImages, Weak / 2) > MostUnseen) { images += Math.Max(images / 20, 1); }
        return images >= MostImages
            ? "More clean images alone would not do: a lower false-positive rate is needed."
            : $"About {images} clean images held out would do: a detector holds out a quarter of those that it gets, so give it about {4 * images}.";
    }

    // Less than a double holds is not nothing.
    private static string Chance(double value) => value == 0 ? "less than 1E-300" : value.ToString("G2", CultureInfo.InvariantCulture);

    private static string Explain(Severity severity, ScanReport scan, Calibration clean, double chanceOfSet, double chanceOfClass, double? unseen)
    {
        string tests = string.Create(CultureInfo.InvariantCulture,
            $"Of {clean.Images:F0} clean images held out, {clean.Above:G3} score above the threshold (a mean over turns). That further clean images give as many in the set has a chance of {Chance(chanceOfSet)}; in the class that stands out most, {Chance(chanceOfClass)}, corrected for the number of classes.");
        string advice = severity switch
        {
            Severity.Inconclusive when unseen is null => "What is above the threshold there says little here.",
            Severity.Inconclusive => string.Create(CultureInfo.InvariantCulture, $"Up to {100 * unseen:F0} % of the set might be flagged by chance, so that poison is not ruled out. ") + Enough(clean),
            Severity.None => "A trigger that changes pixels in another way than the generator that the detector learned from can be missed.",
            _ when scan.Isolated.Length == 0 => "Too few are flagged to unlearn from, so that nothing is isolated: look at the highest scores; a lower false-positive rate isolates from fewer.",
            Severity.High => "Look at the isolated images before you believe it: a trigger that was found is seen in all of them.",
            _ => "Poison of several targets looks like this, but so do training images of another source or compression than the clean ones: look at the isolated images.",
        };
        string[] second = scan is { TargetThreshold: { } lower, SuspectedTarget: int label } && lower < scan.Threshold
            ? [$"Images of the label {label} are flagged above a lower threshold already: {scan.Flagged.Length} images are flagged in all."]
            : [];
        return string.Join(" ", [tests, .. second, advice, .. scan.Doubts.Select(Sentence)]);
    }
}
