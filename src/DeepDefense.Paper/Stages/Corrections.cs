using DeepDefense.Datasets;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Mitigation.SharpnessAwareTuning;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Training;

namespace DeepDefense.Paper.Stages;

/// <summary>What unlearning is worth without its parts, and with what could follow it.</summary>
/// <param name="laboratory">Where images and results are kept.</param>
/// <param name="unknown">The victims.</param>
/// <param name="rivals">Where the retrained network comes from.</param>
public sealed class Corrections(Laboratory laboratory, UnknownTriggers unknown, Rivals rivals)
{
    /// <summary>The probability from which a teacher counts as sure.</summary>
    internal const double LeastConfidence = 0.5;

    /// <summary>Share of the isolated images that get another label.</summary>
    internal const string LabelsGiven = "labels given";

    /// <summary>Share of these whose label is true.</summary>
    internal const string LabelsRight = "labels right";

    private const int CheckpointEvery = 25, FinishDivisor = 12;
    private const double FurtherSteps = 0.4;
    private readonly Laboratory _lab = laboratory;

    /// <summary>All, about those first that take the shortest time.</summary>
    public IReadOnlyList<PurifiedNetwork> All =>
    [
        new("true labels", attack => Continued(attack, "truth", () => Isolated(unknown.Pools.Training, attack))),
        new("longer", attack => Continued(attack, "nothing", () => null)),
        Relabelled("purified network", Unlearned),
        new("estimated trigger", attack => Continued(attack, "appearance", () => Estimated(attack))),
        new("named trigger", attack => Continued(attack, "trigger", () => unknown.Trigger(attack).CreateTrigger().Apply(unknown.Pools.Defender))),
        new("FT-SAM finish", Finished),
        Relabelled("clean-set network", _ => CleanSetNetwork()),
        Relabelled("agreement", Unlearned, _ => CleanSetNetwork()),
        new("without mixing", attack => unknown.Unlearned(attack, Options with { MixingWeight = 0 })),
        new("without distillation", attack => unknown.Unlearned(attack, Options with { DistillationWeight = 0 })),
        Relabelled("retrained network", rivals.Retrained),
    ];

    private UnlearningOptions Options => _lab.Profile.Unlearning;

    private Cached<string> Unlearned(UnknownAttack attack) => unknown.Unlearned(attack, Options);

    private Cached<string> CleanSetNetwork() =>
        _lab.VictimOf(unknown.Pools, () => unknown.Pools.Defender, "clean set", _lab.Profile.UnknownVictim, "clean-set network");

    private LabeledImages Isolated(LabeledImages training, UnknownAttack attack)
    {
        // The pixels are those of the poisoned set in any case.
        LabeledImages poisoned = unknown.TrainingSet(attack);
        return poisoned.WithLabels(training.Labels.ToArray()).Subset(unknown.Report(attack).Value.Scan.Isolated);
    }

    private LabeledImages? Estimated(UnknownAttack attack) =>
        TriggerAppearance.Of(Isolated(unknown.TrainingSet(attack), attack), unknown.Pools.Defender, _lab.Seed).On(unknown.Pools.Defender);

    private PurifiedNetwork Relabelled(string teacher, params Func<UnknownAttack, Cached<string>>[] networks)
    {
        return new($"labels by {teacher}", attack => Continued(attack, string.Join(' ', networks.Select(network => network(attack).Key)), () => Corrected(attack, Labels(attack)))) { Further = Precision };

        RelabelledImage[] Labels(UnknownAttack attack) => Agreed([.. networks.Select(network => Labelled(attack, network(attack)).Value)]);

        IReadOnlyList<(string, double?)> Precision(UnknownAttack attack)
        {
            RelabelledImage[] all = Labels(attack), given = [.. all.Where(image => image.To is not null)];
            return all.Length == 0 ? [] :
            [
                (LabelsGiven, (double)given.Length / all.Length),
                (LabelsRight, given.Length > 0 ? (double)given.Count(image => image.To == unknown.Pools.Training.Labels[image.Index]) / given.Length : null),
            ];
        }
    }

    private LabeledImages? Corrected(UnknownAttack attack, RelabelledImage[] labels)
    {
        RelabelledImage[] given = [.. labels.Where(image => image.To is not null)];
        return given.Length == 0 ? null : unknown.TrainingSet(attack).Subset([.. given.Select(image => image.Index)]).WithLabels([.. given.Select(image => image.To!.Value)]);
    }

    private static RelabelledImage[] Agreed(RelabelledImage[][] teachers) =>
        [.. teachers[0].Select((image, i) => teachers.All(labels => labels[i].To == image.To) ? image : image with { To = null })];

    private Cached<RelabelledImage[]> Labelled(UnknownAttack attack, Cached<string> teacher) =>
        _lab.Cache.Value("labels", _lab.Inputs(teacher.Key, unknown.Report(attack).Key, LeastConfidence), () =>
        {
            using Classifier model = Classifier.Load(teacher.Value, _lab.Compute.Device);
            return Teacher.Relabel(model, unknown.TrainingSet(attack), unknown.Report(attack).Value.Scan.Isolated, LeastConfidence, _lab.Compute, _lab.Cancellation);
        });

    // Where nothing is isolated the network stays as it is.
    private Cached<string> Continued(UnknownAttack attack, string correctedKey, Func<LabeledImages?> corrected)
    {
        Cached<string> unlearned = Unlearned(attack);
        if (unknown.Report(attack).Value.Scan.Isolated.Length == 0) { return unlearned; }
        UnlearningOptions options = Options with { Steps = Math.Max(1, (int)(Options.Steps * FurtherSteps)), CorrectedWeight = 1 };
        return _lab.Cache.Model("corrected", _lab.Inputs(unlearned.Key, correctedKey, options), (path, state) =>
        {
            using Classifier model = Classifier.Load(unlearned.Value, _lab.Compute.Device);
            BackdoorUnlearning.Unlearn(model, Isolated(unknown.TrainingSet(attack), attack), unknown.Pools.Defender, corrected(), options, _lab.Compute, _lab.Seed.For("correction"),
                new Checkpoint(state, "correction", CheckpointEvery), _lab.ProgressOf($"correcting {attack.Title}"), _lab.Cancellation);
            model.Save(path);
        });
    }

    private Cached<string> Finished(UnknownAttack attack)
    {
        Cached<string> unlearned = Unlearned(attack);
        SharpnessAwareTuningOptions whole = _lab.Profile.Rivals.SharpnessAwareTuning;
        SharpnessAwareTuningOptions options = whole with { Tuning = whole.Tuning with { Epochs = Math.Max(1, whole.Tuning.Epochs / FinishDivisor) } };
        return _lab.Cache.Model("ft-sam", _lab.Inputs(unlearned.Key, unknown.Pools.Key, options), (path, state) =>
        {
            using Classifier model = Classifier.Load(unlearned.Value, _lab.Compute.Device);
            SharpnessAwareTuning.Purify(model, unknown.Pools.Defender, options, _lab.Compute, _lab.Seed.For("ft-sam"),
                new Checkpoint(state, "ft-sam", CheckpointEvery), _lab.StageProgress, _lab.Cancellation);
            model.Save(path);
        });
    }
}
