using DeepDefense.Mitigation.AntiBackdoorLearning;
using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Protocol;
using DeepDefense.Steganalysis;
using DeepDefense.Training;

namespace DeepDefense.Paper.Stages;

/// <summary>What is done about a victim: the paper's protocol and its two rivals.</summary>
/// <param name="laboratory">Where victims and detectors come from.</param>
public sealed class Defences(Laboratory laboratory)
{
    private const int CheckpointEvery = 25;
    private readonly Laboratory _lab = laboratory;

    /// <summary>Scores, flags and isolates the images that a victim was trained on.</summary>
    /// <param name="attack">The victim's attack, or null: none, and BadNets' detector looks for it in vain.</param>
    /// <param name="options">How to scan.</param>
    public Cached<ScanReport> Scan(PaperAttack? attack, ScanOptions options)
    {
        Cached<string> detector = _lab.Detector(attack ?? PaperAttack.BadNets, _lab.Victims);
        return _lab.Cache.Value("scan", _lab.Inputs(detector.Key, _lab.Victims.Key, _lab.PoisonKey(attack), options), () =>
        {
            using StegoDetector loaded = StegoDetector.Load(detector.Value, _lab.Compute.Device);
            return DatasetScanner.Scan(_lab.TrainingSet(attack), loaded, options, _lab.Compute, null, _lab.Cancellation);
        });
    }

    /// <summary>Backdoor unlearning with what a scan isolated; a victim in whose set nothing was found stays as it is.
    /// </summary>
    /// <param name="attack">The victim's attack, or null: none.</param>
    /// <param name="scan">How to scan.</param>
    /// <param name="options">How to unlearn.</param>
    public Cached<string> Unlearned(PaperAttack? attack, ScanOptions scan, UnlearningOptions options)
    {
        Cached<string> victim = _lab.Victim(attack);
        Cached<ScanReport> found = Scan(attack, scan);
        if (found.Value.Isolated.Length == 0) { return victim; }
        return _lab.Unlearned(victim, found.Key, () => _lab.TrainingSet(attack).Subset(found.Value.Isolated), _lab.Victims.Defender, () => TriggeredClean.Of(_lab.Victims.Defender, _lab.TriggerOf(attack ?? PaperAttack.BadNets)), options, attack?.Name ?? "none");
    }

    /// <summary>Fine-pruning.</summary>
    /// <param name="attack">The victim's attack, or null: none.</param>
    public Cached<string> FinePruned(PaperAttack? attack)
    {
        Cached<string> victim = _lab.Victim(attack);
        FinePruningOptions options = _lab.Profile.FinePruning;
        return _lab.Cache.Model("fine-pruned", _lab.Inputs(victim.Key, options), (path, state) =>
        {
            using Classifier model = Classifier.Load(victim.Value, _lab.Compute.Device);
            FinePruning.Purify(model, _lab.Victims.Defender, options, _lab.Compute, _lab.Seed.For("fine-pruning"),
                new Checkpoint(state, "fine-pruning", CheckpointEvery), _lab.StageProgress, _lab.Cancellation);
            model.Save(path);
        });
    }

    /// <summary>Anti-backdoor learning, which trains a network of its own on the victim's set.</summary>
    /// <param name="attack">The attack on the set, or null: none.</param>
    public Cached<string> AntiBackdoorLearned(PaperAttack? attack)
    {
        AntiBackdoorLearningOptions options = _lab.Profile.AntiBackdoorLearning;
        return _lab.Cache.Model("abl", _lab.Inputs(_lab.Victims.Key, _lab.PoisonKey(attack), _lab.Description, options), (path, state) =>
        {
            (Classifier model, _) = AntiBackdoorLearning.Train(_lab.TrainingSet(attack), _lab.Description, options, _lab.Compute,
                _lab.Seed.For("abl"), new Checkpoint(state, "abl", CheckpointEvery), _lab.StageProgress, _lab.Cancellation);
            using (model) { model.Save(path); }
        });
    }
}
