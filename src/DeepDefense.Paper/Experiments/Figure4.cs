using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Patches;
using DeepDefense.Attacks.Ssba;
using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>Figure 4: a detector trained on one trigger, tested on others: BadNets' shapes and positions, SSBA's
/// strings.</summary>
public sealed class Figure4 : IExperiment
{
    private const int PatchSide = 9; // on 64 x 64, section 5.2
    private static readonly string[] Secrets = ["0", "1", "2", "3"];

    /// <inheritdoc/>
    public string Name => "figure4";

    /// <inheritdoc/>
    public IReadOnlyList<PaperTask> Tasks => [PaperTask.VggFace2];

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        BadNetsOptions square = new() { Side = PatchSide };
        Cached<string> model1 = lab.DetectorOf(square, $"badnets {PatchSide}", lab.Profile.DetectorFor(PaperAttack.BadNets), lab.Detection);
        (TriggerOptions ssba, string encoder, _) = lab.Trigger(PaperAttack.Ssba);
        SsbaOptions zero = (SsbaOptions)ssba with { Secret = "0" };
        Cached<string> model2 = lab.DetectorOf(zero, encoder + " 0", lab.Profile.DetectorFor(PaperAttack.Ssba), lab.Detection);

        Measurement[] shapes = [.. Enum.GetValues<TriggerShape>().SelectMany(shape => Row(lab, model1, square with { Shape = shape }, $"shape {shape}"))];
        Measurement[] positions = [.. new[] { TriggerPosition.LowerRight, TriggerPosition.LowerLeft, TriggerPosition.UpperRight, TriggerPosition.UpperLeft }
            .SelectMany(position => Row(lab, model1, square with { Position = position }, $"position {position}"))];
        Measurement[] strings = [.. Secrets.SelectMany(secret => Row(lab, model2, zero with { Secret = secret }, $"string {secret}"))];
        return new Reproduction(Name, lab.Profile.Title, "Detection of triggers that the detector was not trained on", [.. shapes, .. positions, .. strings],
        [
            $"Detectors trained on a white {PatchSide} x {PatchSide} square in the lower right corner and on the string 0, as in the paper; "
                + (lab.Profile.Detector.Dihedral ? "ours see covers in all eight turns and mirrorings, the trigger always in its corner." : "covers as they are."),
            EncoderSettings.Of(lab),
            "Both rates at the detector's own threshold for FPR 1 %. The paper prints no numbers but \"more than 96 %\" for strings.",
        ])
        { Bars = "DSR" };
    }

    private static IEnumerable<Measurement> Row(Laboratory lab, Cached<string> detector, TriggerOptions trigger, string subject)
    {
        string key = trigger is SsbaOptions hidden ? $"{lab.Trigger(PaperAttack.Ssba).Key} {hidden.Secret}" : $"{PatchSide} {subject}";
        PairScores scores = new PairTest(lab).Scores(detector, trigger, key).Value;
        yield return new Measurement(subject, "DSR", null, PairTest.Above(scores.Triggered, scores.ThresholdAt01), detector.Seconds);
        yield return new Measurement(subject, "FPR", null, PairTest.Above(scores.Clean, scores.ThresholdAt01), detector.Seconds);
    }
}
