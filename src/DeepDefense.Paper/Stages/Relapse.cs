using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Models;
using DeepDefense.Training;

namespace DeepDefense.Paper.Stages;

/// <summary>Whether a backdoor comes back where a network is trained on: fine-tuned on clean images with a few poisoned ones among them.</summary>
/// <param name="unknown">The attack that comes back, and its victim.</param>
public sealed class Relapse(UnknownTriggers unknown)
{
    /// <summary>How many poisoned images are among the clean ones.</summary>
    public static IReadOnlyList<int> Counts { get; } = [0, 5, 20, 50];

    private const int CheckpointEvery = 25;
    private readonly Laboratory _lab = unknown.Lab;

    /// <summary>A network after fine-tuning.</summary>
    /// <param name="network">The network before.</param>
    /// <param name="count">Poisoned images among the clean ones, at least 0.</param>
    public Cached<string> FineTuned(Cached<string> network, int count)
    {
        ArgumentNullException.ThrowIfNull(network);
        FineTuningOptions options = _lab.Profile.Relapse;
        return _lab.Cache.Model("relapse", _lab.Inputs(network.Key, _lab.UnknownPools.Key, unknown.Victim().Key, count, options), (path, state) =>
        {
            using Classifier model = Classifier.Load(network.Value, _lab.Compute.Device);
            FineTuning.Purify(model, Poisoned(count), options, _lab.Compute, _lab.Seed.For("relapse"),
                new Checkpoint(state, "relapse", CheckpointEvery), _lab.StageProgress, _lab.Cancellation);
            model.Save(path);
        });
    }

    /// <summary>The defender's clean images, the first so many of other labels than their target poisoned.</summary>
    private LabeledImages Poisoned(int count)
    {
        LabeledImages clean = unknown.Clean;
        PoisonOptions poison = unknown.Attack!.Poison;
        int classes = clean.ClassNames.Count;
        int[] chosen = [.. Enumerable.Range(0, clean.Count).Where(i => poison.TargetOf(clean.Labels[i], classes) != clean.Labels[i]).Take(count)];
        if (chosen.Length == 0) { return clean; }
        LabeledImages triggered = unknown.Trigger.Apply(clean.Subset(chosen));
        byte[] pixels = clean.Pixels.ToArray();
        int[] labels = clean.Labels.ToArray();
        for (int i = 0; i < chosen.Length; i++)
        {
            triggered.Image(i).CopyTo(pixels.AsSpan(chosen[i] * clean.ImageSize));
            labels[chosen[i]] = poison.TargetOf(labels[chosen[i]], classes);
        }
        return clean.WithPixels(pixels).WithLabels(labels);
    }
}
