using DeepDefense.Evaluation;
using DeepDefense.Evidence;
using DeepDefense.Paper.Stages;
using DeepDefense.Steganalysis;

namespace DeepDefense.Paper.Experiments;

/// <summary>What the paper does not have: how much is found where the defender is told nothing of the trigger, by each view and by all
/// together.</summary>
/// <param name="name">How commands spell the table.</param>
/// <param name="title">What it shows.</param>
/// <param name="attacksOf">The attacks, of images of a side in pixels, given where published triggers are found.</param>
/// <param name="cleanImages">How many clean images the defender has, or null for all; a part of the table each.</param>
public sealed class Unknown(string name, string title, Func<int, Func<string, string?>, IReadOnlyList<UnknownAttack>> attacksOf, params int?[] cleanImages) : IExperiment
{
    /// <summary>An attack that reaches fewer test images did not take; what is then found says nothing.</summary>
    internal const double LeastSuccess = 0.5;

    /// <summary>Views that the scan does not go by, to compare with; a row each. Default none.</summary>
    public IReadOnlyList<IEvidence> Others { get; init; } = [];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<PaperTask> Tasks => [PaperTask.Cifar10, PaperTask.VggFace2];

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        UnknownTriggers stages = new(lab);
        (UnknownAttack? Attack, int? Clean)[] parts =
        [
            .. from attack in attacksOf(stages.Pools.Training.Height, stages.PublishedTrigger).Prepend(null)
               from count in cleanImages
               select (attack, count),
        ];
        List<Measurement> rows = [];
        List<string> verdicts = [], missing = [];
        foreach ((UnknownAttack? attack, int? clean) in parts)
        {
            try
            {
                rows.AddRange([.. Rows(stages, attack, clean)]);
                verdicts.Add($"{Subject(attack, clean)} {Verdict(stages, attack, clean)}");
            }
            catch (StageMissingException) { missing.Add(Subject(attack, clean)); }
        }
        return new Reproduction(Name, lab.Profile.Title, title, rows,
        [
            $"{lab.Profile.Title}: {stages.Pools.Training.Count} training images, {stages.Pools.Defender.Count} clean ones, {stages.Pools.Test.Count} test images, as stored; "
                + $"{lab.Profile.Architecture} of width {lab.Profile.Width}, {lab.Profile.UnknownVictim.Epochs} epochs, augmentation {lab.Profile.UnknownVictim.Augmentation}.",
            $"All together: {lab.Profile.Evidence.Steganalyser.Iterations} steps of the steganalysers, width {lab.Profile.Evidence.Steganalyser.Network.Width}. DSR, FPR and precision at the scan's own threshold; TPR by the ROC curve over the whole training set. "
                + "Views below: by the ROC curve alone, activations and gradients in deviations of the clean images of a label.",
            $"(not taken): the attack reaches less than {100 * LeastSuccess:F0} % of the test images; such rows do not count.",
            $"Verdicts: {string.Join("; ", verdicts)}.",
            .. missing.Count > 0 ? [$"Not measured yet: {string.Join("; ", missing)}."] : Array.Empty<string>(),
        ]);
    }

    private IEnumerable<Measurement> Rows(UnknownTriggers stages, UnknownAttack? attack, int? clean)
    {
        (Cached<ModelMetrics> metrics, Cached<EvidenceReport> report) = (stages.Metrics(attack), stages.Report(attack, clean));
        ScanReport scan = report.Value.Scan;
        string subject = Subject(attack, clean) + (metrics.Value.AttackSuccessRate < LeastSuccess ? " (not taken)" : "");
        yield return Row(subject, "CA", metrics.Value.CleanAccuracy);
        if (stages.Poisoned(attack) is not { } poisoned)
        {
            yield return Row(subject, "FPR", (double)scan.Flagged.Length / scan.Scores.Length);
            yield break;
        }
        DetectionMetrics found = DetectionMetrics.Of(scan.Scores, scan.Flagged, scan.Isolated, poisoned.Truth, poisoned.CoverIndices);
        yield return Row(subject, "ASR", metrics.Value.AttackSuccessRate);
        yield return Row(subject, "DSR", found.DetectionSuccessRate);
        yield return Row(subject, "FPR", found.FalsePositiveRate);
        yield return Row(subject, "isolated precision", found.Precision);
        foreach (Measurement row in Curve(subject, found)) { yield return row; }
        foreach (EvidenceScores view in report.Value.Views.Where(view => view.Applies))
        {
            // Views that learned say something of images of suspected labels only.
            double[] scores = [.. view.Training!.Select((score, i) => Learned(view) && !report.Value.SuspectedLabels.Contains(poisoned.Images.Labels[i]) ? double.MinValue : score)];
            foreach (Measurement row in Curve($"{subject} / {view.Name}", DetectionMetrics.Of(scores, [], [], poisoned.Truth, poisoned.CoverIndices))) { yield return row; }
        }
        foreach (Cached<EvidenceScores> other in Others.Select(view => stages.View(attack, view)).Where(other => other.Value.Applies))
        {
            foreach (Measurement row in Curve($"{subject} / {other.Value.Name}", DetectionMetrics.Of(other.Value.Training, [], [], poisoned.Truth, poisoned.CoverIndices)))
            {
                yield return row with { Seconds = other.Seconds };
            }
        }

        IEnumerable<Measurement> Curve(string of, DetectionMetrics curve) =>
        [
            Row(of, "AUC", curve.Auc), Row(of, "TPR at FPR 0.1 %", curve.DetectionSuccessRateAt001),
            Row(of, "TPR at FPR 1 %", curve.DetectionSuccessRateAt01), Row(of, "TPR at FPR 5 %", curve.DetectionSuccessRateAt05),
        ];

        Measurement Row(string of, string quantity, double? ours) => new(of, quantity, null, ours, report.Seconds);
    }

    private static bool Learned(EvidenceScores view) => view.Name is EvidenceScanner.Layers or EvidenceScanner.Pixels;

    private static string Subject(UnknownAttack? attack, int? clean) => (attack?.Title ?? "none") + (clean is int count ? $", {count} clean images" : "");

    private static string Verdict(UnknownTriggers stages, UnknownAttack? attack, int? clean) =>
        EvidenceVerdict.Of(stages.Report(attack, clean).Value, stages.TrainingSet(attack)).Severity.ToString().ToLowerInvariant();
}
