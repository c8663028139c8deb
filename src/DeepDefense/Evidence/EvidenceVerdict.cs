using System.Globalization;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis;

namespace DeepDefense.Evidence;

/// <summary>Judges a training set in which no trigger was named.</summary>
public static class EvidenceVerdict
{
    // The pixels know nothing of what the network does: where they see nothing in common, nobody else confirms the network.
    private const double LeastPixels = 0.65;
    private const double BeyondChance = 3;
    private const string Limits = "Poison of which the pixels were not changed cannot be told from wrong labels.";

    /// <summary>The verdict. It is that of <see cref="Verdict.Of"/> on the flags. It is inconclusive where the views disagree, where a label has fewer than ten
    /// clean images, and where the clean images are unlike the training images and no label stands out far among the others.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="images">What was scanned.</param>
    public static Verdict Of(EvidenceReport report, LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(images);
        Verdict flags = Verdict.Of(report.Scan, images);
        string counts = Counts(report, images);
        string views = string.Join(", ", report.Separations.Select(view => string.Create(CultureInfo.InvariantCulture, $"{view.View} {view.Auc:F3}")));
        int[] unjudged = [.. report.Classes.Where(gate => gate.Images > 0 && gate.CleanImages < ClassGate.LeastCleanImages).Select(gate => gate.Label)];
        bool suspected = report.SuspectedLabels.Any();
        ViewSeparation? pixels = report.Separations.FirstOrDefault(view => view.View == EvidenceScanner.Pixels);
        bool confirmed = pixels is not null && pixels.Auc >= LeastPixels && pixels.Auc >= 0.5 + BeyondChance * pixels.ChanceDeviation;
        string doubts = string.Concat(report.Scan.Doubts.Select(doubt => $" {Verdict.Sentence(doubt)}"));
        if (!suspected)
        {
            if (doubts.Length > 0 && unjudged.Length == 0)
            {
                return Inconclusive(flags, "The clean images are unlike the training images: that no label stands out says little.", doubts.TrimStart());
            }
            return unjudged.Length == 0
                ? flags with
                {
                    Severity = Severity.None,
                    Headline = $"Nothing found: under no label does the network see a group of training images that the {report.CleanImages} clean images do not explain.",
                    Explanation = "A trigger that the network hardly learned, and poison that is a small part of a label, can be missed. " + Limits,
                }
                : Inconclusive(flags, $"Too little to judge by: {unjudged.Length} of {images.ClassNames.Count} labels have fewer than {ClassGate.LeastCleanImages} clean images.",
                    $"Labels that were not judged: {string.Join(", ", unjudged)}. Twenty clean images a label or more are enough as a rule.");
        }
        if (doubts.Length > 0 && !report.Classes.Any(gate => gate is { IsSuspected: true, Anomaly: >= ClassGate.FarAmongLabels }))
        {
            return Inconclusive(flags, $"The clean images are unlike the training images, and that shows under many labels: {counts}.",
                $"{doubts.TrimStart()} What sets all labels apart from the clean images says little of poison. Nothing is isolated. Give clean images of the same source, stored in the same way.");
        }
        if (!confirmed || flags.Severity < Severity.Medium)
        {
            return Inconclusive(flags, $"The views disagree: {counts}.", $"For it speaks the network; how well the views tell the proposed images from others (area under the ROC curve): {(views.Length > 0 ? views : "too few to learn from")}. "
                + $"Against it: {(pixels is not null && !confirmed ? string.Create(CultureInfo.InvariantCulture, $"their pixels have next to nothing in common ({pixels.Auc:F2}, where .5 is chance)") : "too few are flagged")}. "
                + "Wrong labels without a trigger look like this, and so may a trigger that bends images instead of painting on them. Nothing is isolated. " + Limits);
        }
        string opening = flags.Severity == Severity.High ? "Strong signs of poison" : "Signs of poison";
        return flags with
        {
            Headline = $"{opening}: {report.Scan.Flagged.Length} of {images.Count} images have something in common that clean images lack; {counts}.",
            Explanation = $"How well the views tell the proposed images from others (area under the ROC curve): {views}. The last two were asked about images that they did not learn from. "
                + "Look at the isolated images and at what they have in common before you believe it." + doubts,
        };
    }

    // Where one label stands out far, another that passed the same tests barely is not told in the same words.
    private static string Counts(EvidenceReport report, LabeledImages images)
    {
        ClassGate[] suspected = [.. report.Classes.Where(gate => gate.IsSuspected)];
        ClassGate[] far = [.. suspected.Where(gate => gate.Anomaly >= ClassGate.FarAmongLabels)], near = far.Length == 0 ? [] : [.. suspected.Except(far)];
        int IsolatedOf(int label) => report.Scan.Isolated.Count(image => images.Labels[image] == label);
        string Label(ClassGate gate) => $"the label {gate.Label}, '{images.ClassNames[gate.Label]}'";
        return string.Join("; ",
        [
            .. suspected.Except(near).Select(gate => string.Create(CultureInfo.InvariantCulture, $"{100 * gate.Outliers:F1} % of {Label(gate)}, are outliers")),
            .. near.Select(gate => string.Create(CultureInfo.InvariantCulture,
                $"of {Label(gate)}, {100 * gate.Outliers:F1} % are too, which stands out little among the labels{(report.Scan.Isolated.Length > 0 && IsolatedOf(gate.Label) == 0 ? ", and none of them is isolated" : "")}")),
        ]);
    }

    private static Verdict Inconclusive(Verdict flags, string headline, string explanation) =>
        flags with { Severity = Severity.Inconclusive, Headline = headline, Explanation = explanation };
}
