using DeepDefense.Datasets;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Mitigation.SharpnessAwareTuning;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Protocol;
using DeepDefense.Training;

namespace DeepDefense.Paper.Stages;

/// <summary>What unlearning is worth without its parts, and with what could follow it.</summary>
/// <param name="unknown">The victim.</param>
public sealed class Corrections(UnknownTriggers unknown)
{
    /// <summary>The probability from which a teacher counts as sure.</summary>
    internal const double LeastConfidence = 0.5;

    /// <summary>Share of the isolated images that get another label.</summary>
    internal const string LabelsGiven = "labels given";

    /// <summary>Share of these whose label is true.</summary>
    internal const string LabelsRight = "labels right";

    private const int CheckpointEvery = 25, FinishDivisor = 12;
    private const double FurtherSteps = 0.4;
    private readonly Laboratory _lab = unknown.Lab;
    private readonly Rivals _rivals = new(unknown);

    /// <summary>All, about those first that take the shortest time.</summary>
    public IReadOnlyList<PurifiedNetwork> All =>
    [
        new("without the trigger", Uncorrected),
        new("without mixing and the trigger", () => unknown.Unlearned(Options with { MixingWeight = 0, CorrectedWeight = 0 })),
        new("with the named trigger", () => Corrected(unknown.Victim(), $"trigger {unknown.Report().Key}", () => TriggeredClean.Of(unknown.Clean, unknown.Trigger), Options)),
        new("then true labels", () => Continued("truth", () => Isolated(_lab.UnknownPools.Training))),
        new("then longer", () => Continued("nothing", () => null)),
        Relabelled("purified network", Uncorrected),
        new("then FT-SAM", Finished),
        Relabelled("clean-set network", CleanSetNetwork),
        Relabelled("agreement", Uncorrected, CleanSetNetwork),
        new("without mixing", () => unknown.Unlearned(Options with { MixingWeight = 0 })),
        new("without distillation", () => unknown.Unlearned(Options with { DistillationWeight = 0 })),
        Relabelled("retrained network", _rivals.Retrained),
    ];

    private UnlearningOptions Options => _lab.Profile.Unlearning;

    private Cached<string> Uncorrected() => unknown.Unlearned(Options with { CorrectedWeight = 0 });

    private Cached<string> CleanSetNetwork() =>
        _lab.VictimOf(_lab.UnknownPools, () => unknown.Clean, "clean set", _lab.Profile.UnknownVictim, "clean-set network");

    private LabeledImages Isolated(LabeledImages training)
    {
        // The pixels are those of the poisoned set in any case.
        LabeledImages poisoned = unknown.TrainingSet;
        return poisoned.WithLabels(training.Labels.ToArray()).Subset(unknown.Report().Value.Scan.Isolated);
    }

    private PurifiedNetwork Relabelled(string teacher, params Func<Cached<string>>[] networks)
    {
        return new($"then labels by {teacher}", () => Continued(string.Join(' ', networks.Select(network => network().Key)), () => Under(Labels()))) { Further = Precision };

        RelabelledImage[] Labels() => Agreed([.. networks.Select(network => Labelled(network()).Value)]);

        IReadOnlyList<(string, double?)> Precision()
        {
            RelabelledImage[] all = Labels(), given = [.. all.Where(image => image.To is not null)];
            return all.Length == 0 ? [] :
            [
                (LabelsGiven, (double)given.Length / all.Length),
                (LabelsRight, given.Length > 0 ? (double)given.Count(image => image.To == _lab.UnknownPools.Training.Labels[image.Index]) / given.Length : null),
            ];
        }
    }

    private LabeledImages? Under(RelabelledImage[] labels)
    {
        RelabelledImage[] given = [.. labels.Where(image => image.To is not null)];
        return given.Length == 0 ? null : unknown.TrainingSet.Subset([.. given.Select(image => image.Index)]).WithLabels([.. given.Select(image => image.To!.Value)]);
    }

    private static RelabelledImage[] Agreed(RelabelledImage[][] teachers) =>
        [.. teachers[0].Select((image, i) => teachers.All(labels => labels[i].To == image.To) ? image : image with { To = null })];

    private Cached<RelabelledImage[]> Labelled(Cached<string> teacher) =>
        _lab.Cache.Value("labels", _lab.Inputs(teacher.Key, unknown.Report().Key, LeastConfidence), () =>
        {
            using Classifier model = Classifier.Load(teacher.Value, _lab.Compute.Device);
            return Teacher.Relabel(model, unknown.TrainingSet, unknown.Report().Value.Scan.Isolated, LeastConfidence, _lab.Compute, _lab.Cancellation);
        });

    // Two fifths of the steps again, from what is purified.
    private Cached<string> Continued(string correctedKey, Func<LabeledImages?> corrected) =>
        Corrected(Uncorrected(), correctedKey, corrected, Options with { Steps = Math.Max(1, (int)(Options.Steps * FurtherSteps)), CorrectedWeight = 1 });

    // Where nothing is isolated the network stays as it is.
    private Cached<string> Corrected(Cached<string> network, string correctedKey, Func<LabeledImages?> corrected, UnlearningOptions options) =>
        unknown.Report().Value.Scan.Isolated.Length == 0 ? network : _lab.Cache.Model("corrected", _lab.Inputs(network.Key, correctedKey, options), (path, state) =>
        {
            using Classifier model = Classifier.Load(network.Value, _lab.Compute.Device);
            BackdoorUnlearning.Unlearn(model, Isolated(unknown.TrainingSet), unknown.Clean, corrected, options, _lab.Compute, _lab.Seed.For("correction"),
                new Checkpoint(state, "correction", CheckpointEvery), _lab.ProgressOf($"correcting {unknown.Title}"), _lab.Cancellation);
            model.Save(path);
        });

    private Cached<string> Finished()
    {
        SharpnessAwareTuningOptions whole = _lab.Profile.Rivals.SharpnessAwareTuning;
        return _rivals.SharpnessAwareTuned(Uncorrected(), whole with { Tuning = whole.Tuning with { Epochs = Math.Max(1, whole.Tuning.Epochs / FinishDivisor) } });
    }
}
