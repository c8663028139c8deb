using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Attacks.Ssba;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Evidence;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Reporting;

namespace DeepDefense.Paper.Stages;

/// <summary>Victims of attacks of which the defender is told nothing, and what evidence finds in their training sets.</summary>
/// <param name="laboratory">Where images and results are kept.</param>
public sealed class UnknownTriggers(Laboratory laboratory)
{
    private readonly Laboratory _lab = laboratory;
    private readonly Lazy<Pools> _pools = new(laboratory.UnknownPools);
    private readonly Dictionary<UnknownAttack, PoisonedImages> _poisoned = [];

    /// <summary>How the images are divided.</summary>
    public Pools Pools => _pools.Value;

    /// <summary>The path of a trigger as others published it, or null: it is not at hand.</summary>
    /// <param name="name">The file.</param>
    public string? PublishedTrigger(string name) => Path.Combine(_lab.TriggerFolder, name) is var path && File.Exists(path) ? path : null;

    /// <summary>The training set of an attack.</summary>
    /// <param name="attack">Which, or null: none, and the set is clean.</param>
    public PoisonedImages? Poisoned(UnknownAttack? attack)
    {
        if (attack is null) { return null; }
        if (!_poisoned.TryGetValue(attack, out PoisonedImages? poisoned))
        {
            poisoned = Poisoning.Poison(Pools.Training, Trigger(attack).CreateTrigger(), attack.Poison, _lab.Seed.For("poisoning"));
            _poisoned.Add(attack, poisoned);
        }
        return poisoned;
    }

    /// <summary>What victims see: the poisoned set, or the clean one.</summary>
    /// <param name="attack">Which attack, or null: none.</param>
    public LabeledImages TrainingSet(UnknownAttack? attack) => Poisoned(attack)?.Images ?? Pools.Training;

    /// <summary>A network that was trained on it.</summary>
    public Cached<string> Victim(UnknownAttack? attack) =>
        _lab.VictimOf(Pools, () => TrainingSet(attack), Key(attack), _lab.Profile.UnknownVictim, $"victim of {attack?.Title ?? "none"}");

    /// <summary>CA, and under an attack ASR and RA, of the victim.</summary>
    public Cached<ModelMetrics> Metrics(UnknownAttack? attack) => Metrics(attack, Victim(attack));

    /// <summary>The same of another network.</summary>
    public Cached<ModelMetrics> Metrics(UnknownAttack? attack, Cached<string> network) =>
        _lab.MetricsOf(network, Key(attack), Pools.Test, attack is null ? null : Trigger(attack), attack?.Poison ?? new PoisonOptions());

    /// <summary>What is found in the training set, with the victim and clean images alone.</summary>
    /// <param name="attack">The attack, or null: none.</param>
    /// <param name="cleanImages">How many clean images the defender has, as many of each label, or null: all.</param>
    public Cached<EvidenceReport> Report(UnknownAttack? attack, int? cleanImages = null)
    {
        Cached<string> victim = Victim(attack);
        LabeledImages clean = cleanImages is int count ? OfEachLabel(Pools.Defender, count) : Pools.Defender;
        object[] few = cleanImages is null ? [] : [clean.Count];
        return _lab.Cache.Value("evidence", _lab.Inputs([victim.Key, Pools.Key, Key(attack), _lab.Profile.Evidence, .. few]), () =>
            Looked(victim, attack, clean, subject => EvidenceScanner.Scan(subject, _lab.Profile.Evidence, _lab.StageProgress, _lab.Cancellation)));
    }

    /// <summary>The victim after backdoor unlearning with what was isolated; where nothing was, it stays as it is.</summary>
    /// <param name="attack">The attack, or null: none.</param>
    /// <param name="options">How to unlearn.</param>
    public Cached<string> Unlearned(UnknownAttack? attack, UnlearningOptions options)
    {
        (Cached<string> victim, Cached<EvidenceReport> found) = (Victim(attack), Report(attack));
        return found.Value.Scan.Isolated.Length == 0 ? victim : _lab.Unlearned(victim, found.Key, () => TrainingSet(attack).Subset(found.Value.Scan.Isolated), Pools.Defender, options, attack?.Title ?? "none");
    }

    /// <summary>What a view says by itself, with the victim and clean images alone.</summary>
    /// <param name="attack">The attack, or null: none.</param>
    /// <param name="view">The view.</param>
    public Cached<EvidenceScores> View(UnknownAttack? attack, IEvidence view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Cached<string> victim = Victim(attack);
        return _lab.Cache.Value("view", _lab.Inputs(victim.Key, Pools.Key, Key(attack), view.Name), () =>
            Looked(victim, attack, Pools.Defender, subject => view.Score(subject, _lab.ShareOf(view.Name), _lab.Cancellation)));
    }

    private T Looked<T>(Cached<string> victim, UnknownAttack? attack, LabeledImages clean, Func<EvidenceSubject, T> look)
    {
        using Classifier classifier = Classifier.Load(victim.Value, _lab.Compute.Device);
        using EvidenceSubject subject = new(classifier, TrainingSet(attack), clean, _lab.Compute, _lab.Seed.For("evidence"));
        return look(subject);
    }

    // Of each label the first ones.
    private static LabeledImages OfEachLabel(LabeledImages images, int count)
    {
        int[] labels = images.Labels.ToArray();
        int each = Math.Max(count / images.ClassNames.Count, 1);
        return images.Subset([.. Enumerable.Range(0, labels.Length).GroupBy(i => labels[i]).SelectMany(group => group.Take(each)).Order()]);
    }

    internal TriggerOptions Trigger(UnknownAttack attack) => attack.Trigger ?? new SsbaOptions { Encoder = _lab.Encoder().File.Value };

    // Files by what is in them: their place may change.
    private object Key(UnknownAttack? attack) => attack switch
    {
        null => "none",
        { IsSsba: true } => new { Encoder = _lab.Encoder().File.Key, attack.Poison },
        _ => new { Trigger = WithoutFolders(JsonSerializer.Serialize(attack.Trigger)), Files = Files(attack).Select(file => ModelFile.Of(file).Sha256), attack.Poison },
    };

    private string WithoutFolders(string options) => options.Replace(JsonEncodedText.Encode(_lab.TriggerFolder).ToString(), "", StringComparison.Ordinal);

    private IEnumerable<string> Files(UnknownAttack attack) => Directory.Exists(_lab.TriggerFolder)
        ? Directory.EnumerateFiles(_lab.TriggerFolder).Order(StringComparer.Ordinal).Where(file => JsonSerializer.Serialize(attack.Trigger).Contains(Path.GetFileName(file), StringComparison.Ordinal))
        : [];
}
