using DeepDefense.Datasets;
using DeepDefense.Mitigation.AdversarialNeuronPruning;
using DeepDefense.Mitigation.AdversarialUnlearning;
using DeepDefense.Mitigation.AntiBackdoorLearning;
using DeepDefense.Mitigation.AttentionDistillation;
using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Mitigation.NeuralCleanse;
using DeepDefense.Mitigation.SharpnessAwareTuning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Paper.Stages;

/// <summary>What others do about the victim of an unknown trigger. All get the same clean images as unlearning; ABL and retraining see the training set
/// besides.</summary>
/// <param name="unknown">The victim.</param>
public sealed class Rivals(UnknownTriggers unknown)
{
    private const int CheckpointEvery = 25;
    private readonly Laboratory _lab = unknown.Lab;
    private readonly RivalOptions _options = unknown.Lab.Profile.Rivals;

    /// <summary>All, about those first that take the shortest time.</summary>
    public IReadOnlyList<PurifiedNetwork> All =>
    [
        new("I-BAU", () => Purified(unknown.Victim(), "i-bau", _options.AdversarialUnlearning, (model, at) =>
            AdversarialUnlearning.Purify(model, at.Clean, _options.AdversarialUnlearning, at.Compute, at.Seed, at.Checkpoint, at.Progress, at.Cancellation))),
        new("NAD", () => Purified(unknown.Victim(), "nad", _options.AttentionDistillation, (model, at) =>
            AttentionDistillation.Purify(model, at.Clean, _options.AttentionDistillation, at.Compute, at.Seed, at.Checkpoint, at.Progress, at.Cancellation))),
        new("fine-tuning", () => Purified(unknown.Victim(), "fine-tuned", _options.FineTuning, (model, at) =>
            FineTuning.Purify(model, at.Clean, _options.FineTuning, at.Compute, at.Seed, at.Checkpoint, at.Progress, at.Cancellation))),
        new("retraining without flagged", Retrained),
        new("fine-pruning", () => Purified(unknown.Victim(), "fine-pruned", _options.FinePruning, (model, at) =>
            FinePruning.Purify(model, at.Clean, _options.FinePruning, at.Compute, at.Seed, at.Checkpoint, at.Progress, at.Cancellation))),
        new("FT-SAM", () => SharpnessAwareTuned(unknown.Victim(), _options.SharpnessAwareTuning)),
        new("ABL", AntiBackdoorLearned),
        new("ANP", () => Purified(unknown.Victim(), "anp", _options.AdversarialNeuronPruning, (model, at) =>
            AdversarialNeuronPruning.Purify(model, at.Clean, _options.AdversarialNeuronPruning, at.Compute, at.Seed, at.Checkpoint, at.Progress, at.Cancellation))),
        new("Neural Cleanse", () => Purified(unknown.Victim(), "neural-cleanse", _options.NeuralCleanse, (model, at) =>
            NeuralCleanse.Purify(model, at.Clean, _options.NeuralCleanse, at.Compute, at.Seed, at.Checkpoint, at.Progress, at.Cancellation))),
    ];

    /// <summary>A network trained as the victim was, without what was flagged; where nothing was, the victim.</summary>
    public Cached<string> Retrained()
    {
        (Cached<string> victim, int[] flagged, string found) = (unknown.Victim(), unknown.Report().Value.Scan.Flagged, unknown.Report().Key);
        return flagged.Length == 0 ? victim
            : _lab.VictimOf(_lab.UnknownPools, () => Without(unknown.TrainingSet, flagged), new { WithoutFlagged = found }, _lab.Profile.UnknownVictim, $"retraining {unknown.Title}");
    }

    /// <summary>A network after FT-SAM on the clean images.</summary>
    /// <param name="network">The network before.</param>
    /// <param name="options">How it is tuned.</param>
    internal Cached<string> SharpnessAwareTuned(Cached<string> network, SharpnessAwareTuningOptions options) => Purified(network, "ft-sam", options, (model, at) =>
        SharpnessAwareTuning.Purify(model, at.Clean, options, at.Compute, at.Seed, at.Checkpoint, at.Progress, at.Cancellation));

    private Cached<string> AntiBackdoorLearned()
    {
        LabeledImages images = unknown.TrainingSet;
        ModelDescription description = _lab.DescriptionFor(images);
        return _lab.Cache.Model("abl", _lab.Inputs(unknown.Victim().Key, description, _options.AntiBackdoorLearning), (path, state) =>
        {
            (Classifier model, _) = AntiBackdoorLearning.Train(images, description, _options.AntiBackdoorLearning, _lab.Compute,
                _lab.Seed.For("abl"), new Checkpoint(state, "abl", CheckpointEvery), _lab.StageProgress, _lab.Cancellation);
            using (model) { model.Save(path); }
        });
    }

    private Cached<string> Purified(Cached<string> network, string stage, object options, Action<Classifier, Setting> purify) =>
        _lab.Cache.Model(stage, _lab.Inputs(network.Key, _lab.UnknownPools.Key, options), (path, state) =>
        {
            using Classifier model = Classifier.Load(network.Value, _lab.Compute.Device);
            purify(model, new Setting(unknown.Clean, _lab.Compute, _lab.Seed.For(stage), new Checkpoint(state, stage, CheckpointEvery), _lab.StageProgress, _lab.Cancellation));
            model.Save(path);
        });

    private static LabeledImages Without(LabeledImages images, int[] flagged) => images.Subset([.. Enumerable.Range(0, images.Count).Except(flagged)]);

    private sealed record Setting(LabeledImages Clean, Compute Compute, Seed Seed, Checkpoint Checkpoint, IProgress<StageProgress>? Progress, CancellationToken Cancellation);
}
