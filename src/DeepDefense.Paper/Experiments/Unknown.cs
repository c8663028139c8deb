using DeepDefense.Attacks;
using DeepDefense.Evaluation;
using DeepDefense.Evidence;
using DeepDefense.Paper.Stages;
using DeepDefense.Steganalysis;

namespace DeepDefense.Paper.Experiments;

/// <summary>What the paper does not have: how much is found where the defender is told nothing of the trigger, by each view and by all
/// together.</summary>
/// <param name="name">How commands spell the table.</param>
/// <param name="title">What it shows.</param>
/// <param name="partsOf">Its parts, of images of a side in pixels, given where published triggers are found.</param>
public sealed class Unknown(string name, string title, Func<int, Func<string, string?>, IReadOnlyList<UnknownPart>> partsOf) : IExperiment
{
    /// <summary>An attack that reaches fewer test images did not take; what is then found says nothing.</summary>
    internal const double LeastSuccess = 0.5;

    private const string Known = "known trigger";

    /// <summary>Views that the scan does not go by, to compare with; a row each. Default none.</summary>
    public IReadOnlyList<IEvidence> Others { get; init; } = [];

    /// <summary>Whether a row each says what the paper's method finds, which is told the trigger. Default false.</summary>
    public bool KnownTrigger { get; init; }

    /// <summary>Whether victims are trained on the images of the other tables' victims, which are more, instead of the lossless ones. Default false.</summary>
    public bool ManyImages { get; init; }

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<PaperTask> Tasks => ManyImages ? [PaperTask.Cifar10] : [PaperTask.Cifar10, PaperTask.VggFace2];

    /// <inheritdoc/>
    public IReadOnlyList<string> Parts(Laboratory lab)
    {
        ArgumentNullException.ThrowIfNull(lab);
        return [.. PartsFor(Place(lab)).SelectMany(part => part.Subject(lab.Seed.Value) is var subject && KnowsTriggerOf(part) ? [subject, KnownOf(subject)] : new[] { subject })];
    }

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        MeasuredParts parts = new(lab, Parts(lab));
        lab = Place(lab);
        foreach (UnknownPart part in PartsFor(lab))
        {
            UnknownTriggers stages = new(lab, part);
            string subject = part.Subject(lab.Seed.Value);
            parts.Add(subject, () => Rows(stages, subject), () => EvidenceVerdict.Of(stages.Report().Value, stages.TrainingSet).Severity.ToString().ToLowerInvariant());
            if (KnowsTriggerOf(part)) { parts.Add(KnownOf(subject), () => KnownRows(stages, KnownOf(subject))); }
        }
        return parts.Table(Name, title,
        [
            $"{lab.Profile.Title}: {lab.UnknownPools.Training.Count} training images, {lab.UnknownPools.Defender.Count} clean ones, {lab.UnknownPools.Test.Count} test images, {(ManyImages && lab.Profile.JpegVictims ? "JPEG-compressed" : "as stored")}; "
                + $"{lab.Profile.Architecture} of width {lab.Profile.Width}, {lab.Profile.UnknownVictim.Epochs} epochs, augmentation {lab.Profile.UnknownVictim.Augmentation}.",
            $"All together: {lab.Profile.Evidence.Steganalyser.Iterations} steps of the steganalysers, width {lab.Profile.Evidence.Steganalyser.Network.Width}. DSR, FPR and precision at the scan's own threshold; TPR by the ROC curve over the whole training set. "
                + "Views below: by the ROC curve alone, activations and gradients in deviations of the clean images of a label.",
            $"(not taken): in the victim, the attack reaches less than {100 * LeastSuccess:F0} % of the test images; such rows do not count.",
            .. KnownTrigger ? [$"{Known}: the paper's detector, built from the same clean images with the attack's own trigger; what no method that is told nothing can be asked to pass."] : Array.Empty<string>(),
        ]);
    }

    /// <inheritdoc/>
    public Reproduction Concluded(Reproduction measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        IEnumerable<string> verdicts = measured.Parts.Where(measured.Remarks.ContainsKey).Select(part => $"{part} {measured.Remarks[part]}");
        return measured with { Settings = [.. measured.Settings, $"Verdicts: {string.Join("; ", verdicts)}."] };
    }

    /// <summary>Its parts on a task.</summary>
    internal IReadOnlyList<UnknownPart> PartsFor(Laboratory lab) => partsOf(lab.UnknownPools.Training.Height, lab.PublishedTrigger);

    private Laboratory Place(Laboratory lab) => ManyImages ? lab.OnVictims() : lab;

    private bool KnowsTriggerOf(UnknownPart part) => KnownTrigger && part.Attack is not null;

    private static string KnownOf(string subject) => $"{subject} / {Known}";

    private IEnumerable<Measurement> Rows(UnknownTriggers stages, string part)
    {
        (Cached<ModelMetrics> metrics, Cached<EvidenceReport> report) = (stages.Metrics(stages.Watched()), stages.Report());
        ScanReport scan = report.Value.Scan;
        // Whether it took is a matter of the victim: a witness that did not learn the trigger missed it.
        string subject = part + (stages.Took(LeastSuccess) ? "" : " (not taken)");
        yield return Row("CA", metrics.Value.CleanAccuracy);
        if (stages.Poisoned is not { } poisoned)
        {
            yield return Row("FPR", (double)scan.Flagged.Length / scan.Scores.Length);
            yield break;
        }
        DetectionMetrics found = DetectionMetrics.Of(scan.Scores, scan.Flagged, scan.Isolated, poisoned.Truth, poisoned.CoverIndices);
        yield return Row("ASR", metrics.Value.AttackSuccessRate);
        yield return Row("DSR", found.DetectionSuccessRate);
        yield return Row("FPR", found.FalsePositiveRate);
        yield return Row("isolated precision", found.Precision);
        foreach (Measurement row in Curve(subject, found, report.Seconds)) { yield return row; }
        foreach (EvidenceScores view in report.Value.Views.Where(view => view.Applies))
        {
            // Views that learned say something of images of suspected labels only.
            double[] scores = [.. view.Training!.Select((score, i) => Learned(view) && !report.Value.SuspectedLabels.Contains(poisoned.Images.Labels[i]) ? double.MinValue : score)];
            foreach (Measurement row in Curve($"{subject} / {view.Name}", Curved(scores, poisoned), report.Seconds)) { yield return row; }
        }
        foreach (Cached<EvidenceScores> other in Others.Select(stages.View).Where(other => other.Value.Applies))
        {
            foreach (Measurement row in Curve($"{subject} / {other.Value.Name}", Curved(other.Value.Training!, poisoned), other.Seconds)) { yield return row; }
        }

        Measurement Row(string quantity, double? ours) => new(subject, quantity, null, ours, report.Seconds);
    }

    private static IEnumerable<Measurement> KnownRows(UnknownTriggers stages, string subject)
    {
        Cached<double[]> known = stages.KnownTrigger();
        return Curve(subject, Curved(known.Value, stages.Poisoned!), known.Seconds);
    }

    private static DetectionMetrics Curved(double[] scores, PoisonedImages poisoned) => DetectionMetrics.Of(scores, [], [], poisoned.Truth, poisoned.CoverIndices);

    private static IEnumerable<Measurement> Curve(string subject, DetectionMetrics curve, double seconds) =>
    [
        new(subject, "AUC", null, curve.Auc, seconds), new(subject, "TPR at FPR 0.1 %", null, curve.DetectionSuccessRateAt001, seconds),
        new(subject, "TPR at FPR 1 %", null, curve.DetectionSuccessRateAt01, seconds), new(subject, "TPR at FPR 5 %", null, curve.DetectionSuccessRateAt05, seconds),
    ];

    private static bool Learned(EvidenceScores view) => view.Name is EvidenceScanner.Layers or EvidenceScanner.Pixels;
}
