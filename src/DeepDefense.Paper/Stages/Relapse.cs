using DeepDefense.Datasets;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Models;
using DeepDefense.Training;

namespace DeepDefense.Paper.Stages;

/// <summary>Whether a backdoor comes back where a network is trained on: fine-tuned on clean images with a few poisoned ones among them.</summary>
/// <param name="laboratory">Where images and results are kept.</param>
/// <param name="unknown">The victims.</param>
public sealed class Relapse(Laboratory laboratory, UnknownTriggers unknown)
{
    /// <summary>How many poisoned images are among the clean ones.</summary>
    public static IReadOnlyList<int> Counts { get; } = [0, 5, 20, 50];

    private const int CheckpointEvery = 25;
    private readonly Laboratory _lab = laboratory;

    /// <summary>A network after fine-tuning.</summary>
    /// <param name="attack">The attack that comes back.</param>
    /// <param name="network">The network before.</param>
    /// <param name="count">Poisoned images among the clean ones, at least 0.</param>
    public Cached<string> FineTuned(UnknownAttack attack, Cached<string> network, int count)
    {
        ArgumentNullException.ThrowIfNull(network);
        FineTuningOptions options = _lab.Profile.Relapse;
        return _lab.Cache.Model("relapse", _lab.Inputs(network.Key, unknown.Pools.Key, unknown.Victim(attack).Key, count, options), (path, state) =>
        {
            using Classifier model = Classifier.Load(network.Value, _lab.Compute.Device);
            FineTuning.Purify(model, Poisoned(attack, count), options, _lab.Compute, _lab.Seed.For("relapse"),
                new Checkpoint(state, "relapse", CheckpointEvery), _lab.StageProgress, _lab.Cancellation);
            model.Save(path);
        });
    }

    /// <summary>The defender's clean images, the first so many of other labels than their target poisoned.</summary>
    private LabeledImages Poisoned(UnknownAttack attack, int count)
    {
        LabeledImages clean = unknown.Pools.Defender;
        int classes = clean.ClassNames.Count;
        int[] chosen = [.. Enumerable.Range(0, clean.Count).Where(i => attack.Poison.TargetOf(clean.Labels[i], classes) != clean.Labels[i]).Take(count)];
        if (chosen.Length == 0) { return clean; }
        LabeledImages triggered = unknown.Trigger(attack).CreateTrigger().Apply(clean.Subset(chosen));
        byte[] pixels = clean.Pixels.ToArray();
        int[] labels = clean.Labels.ToArray();
        for (int i = 0; i < chosen.Length; i++)
        {
            triggered.Image(i).CopyTo(pixels.AsSpan(chosen[i] * clean.ImageSize));
            labels[chosen[i]] = attack.Poison.TargetOf(labels[chosen[i]], classes);
        }
        return clean.WithPixels(pixels).WithLabels(labels);
    }
}
