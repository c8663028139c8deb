using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Attacks.Ssba;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Paper.Stages;

/// <summary>The stages that the tables of one task share: encoder, detectors, victims. Each is computed when it is first
/// asked for and kept.</summary>
public sealed class Laboratory
{
    private const int CheckpointEvery = 50;
    private static readonly PoisonOptions Poison = new();
    private readonly Lazy<Pools> _detection, _victims, _unknown;
    private readonly Func<Seed, TaskProfile, bool, IReadOnlySet<string>?, Laboratory> _again;
    private readonly Dictionary<Seed, Laboratory> _others = [];
    private Laboratory? _onVictims;
    private readonly Dictionary<string, PoisonedImages> _poisoned = [];
    private readonly IProgress<StageProgress>? _progress;
    private Func<(Cached<string> File, SsbaEncoderReport Report)>? _given; // the attacker has one encoder, whatever the victims' seeds
    private (Cached<string> File, SsbaEncoderReport Report)? _encoder; // asked for by every key of SSBA

    /// <summary>Prepares the stages of a task; reads no image yet.</summary>
    /// <param name="task">Which.</param>
    /// <param name="profile">Its sizes.</param>
    /// <param name="data">Where images come from.</param>
    /// <param name="cache">Where results are kept.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">All randomness.</param>
    /// <param name="progress">Told how far each stage is.</param>
    /// <param name="cancellation">Stops with the state written.</param>
    public Laboratory(PaperTask task, TaskProfile profile, PaperData data, StageCache cache, Compute compute, Seed seed,
        IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(data);
        (Task, Profile, Cache, Compute, Seed, _progress, Cancellation) = (task, profile, cache, compute, seed, progress, cancellation);
        _detection = new(() => Pools.Divide(data.Detection(task, profile), profile.EncoderShare, profile.DefenderShare, seed));
        _victims = new(() => profile.JpegVictims
            ? Pools.Divide(data.Victims(task, profile), 1e-9, profile.VictimDefenderShare, seed)
            : _detection.Value);
        TriggerFolder = data.TriggerFolder;
        _unknown = new(() => UnknownOnVictims ? Victims : Pools.Divide(data.Detection(task, profile), profile.EncoderShare, profile.UnknownDefenderShare, seed));
        _again = (other, sizes, onVictims, asked) => new Laboratory(task, sizes, data.With(other), cache, compute, other, progress, cancellation) { Asked = asked, _given = Encoder, UnknownOnVictims = onVictims };
    }

    /// <summary>The task.</summary>
    public PaperTask Task { get; }

    /// <summary>Which parts of tables are measured, by name, or null (default): all.</summary>
    public IReadOnlySet<string>? Asked { get; private init; }

    /// <summary>The same stages, of which only those of some parts are computed.</summary>
    /// <param name="parts">The parts, by name.</param>
    public Laboratory AskedFor(IReadOnlySet<string> parts) => _again(Seed, Profile, UnknownOnVictims, parts);

    /// <summary>Its sizes.</summary>
    public TaskProfile Profile { get; }

    /// <summary>Images that detectors are built and measured on.</summary>
    public Pools Detection => _detection.Value;

    /// <summary>Images that victims are trained on.</summary>
    public Pools Victims => _victims.Value;

    /// <summary>How the task is spelled in <see cref="PublishedNumbers"/>.</summary>
    public string PublishedName => Task == PaperTask.Cifar10 ? "cifar10" : "vggface2";

    /// <summary>The path of a trigger as others published it, or null: it is not at hand.</summary>
    /// <param name="name">The file.</param>
    internal string? PublishedTrigger(string name) => Path.Combine(TriggerFolder, name) is var path && File.Exists(path) ? path : null;

    /// <summary>Where triggers lie as others published them; it need not be there.</summary>
    internal string TriggerFolder { get; }

    /// <summary>Divides the images that detectors are built on otherwise: most are for victims whose trigger nobody knows.</summary>
    internal Pools UnknownPools => _unknown.Value;

    /// <summary>The stages of the same task as a run with another seed has them; the SSBA encoder stays.</summary>
    internal Laboratory With(Seed seed)
    {
        if (seed == Seed) { return this; }
        if (!_others.TryGetValue(seed, out Laboratory? other)) { _others.Add(seed, other = _again(seed, Profile, UnknownOnVictims, Asked)); }
        return other;
    }

    /// <summary>The same where victims whose trigger nobody knows are trained as the others are, on the same images, which are many more.</summary>
    internal Laboratory OnVictims() => _onVictims ??= _again(Seed, Profile with { UnknownVictim = Profile.Victim }, true, Asked);

    /// <summary>Whether a part of a table is measured.</summary>
    internal bool IsAsked(string part) => Asked?.Contains(part) ?? true;

    private bool UnknownOnVictims { get; init; }

    internal StageCache Cache { get; }

    internal Compute Compute { get; }

    internal Seed Seed { get; }

    internal CancellationToken Cancellation { get; }

    /// <summary>The SSBA encoder's file and what it is worth.</summary>
    public (Cached<string> File, SsbaEncoderReport Report) Encoder() => _encoder ??= _given?.Invoke() ?? MakeEncoder();

    private (Cached<string> File, SsbaEncoderReport Report) MakeEncoder()
    {
        Cached<string> file = Cache.Model("encoder", Inputs(Detection.Key, Profile.Encoder), (path, state) =>
        {
            using SsbaEncoder encoder = SsbaEncoderTraining.Train(Detection.Encoder, Profile.Encoder, Compute, Seed.For("encoder"),
                new Checkpoint(state, "encoder", CheckpointEvery), ProgressOf("encoder"), Cancellation);
            encoder.Save(path);
        });
        using SsbaEncoder made = SsbaEncoder.Load(file.Value, torch.CPU);
        if (Profile.RequireFitEncoder) { made.Report.RequirePass(); }
        return (file, made.Report);
    }

    /// <summary>An attack's trigger with what decides it; SSBA's asks for the encoder.</summary>
    /// <param name="attack">Which.</param>
    public (TriggerOptions Options, string Key, double Seconds) Trigger(PaperAttack attack)
    {
        ArgumentNullException.ThrowIfNull(attack);
        if (attack != PaperAttack.Ssba)
        {
            TriggerOptions patch = Triggers.DefaultOptions(attack.Name);
            return (patch, JsonSerializer.Serialize(patch), 0);
        }
        Cached<string> encoder = Encoder().File;
        SsbaOptions hidden = new() { Encoder = encoder.Value };
        return (hidden, $"{attack.Name} {encoder.Key} {hidden.Secret}", encoder.Seconds);
    }

    /// <summary>The detector of an attack, built from some pool's clean images.</summary>
    public Cached<string> Detector(PaperAttack attack, Pools pools)
    {
        ArgumentNullException.ThrowIfNull(attack);
        ArgumentNullException.ThrowIfNull(pools);
        (TriggerOptions trigger, string key, _) = Trigger(attack);
        return DetectorOf(trigger, key, Profile.DetectorFor(attack), pools);
    }

    /// <summary>What puts an attack's trigger on images.</summary>
    internal Trigger TriggerOf(PaperAttack attack) => Trigger(attack).Options.CreateTrigger();

    /// <summary>The detector of any trigger.</summary>
    /// <param name="trigger">What pairs are made with.</param>
    /// <param name="key">All that decides the trigger.</param>
    /// <param name="options">How it is built.</param>
    /// <param name="pools">Whose clean images it is built from.</param>
    public Cached<string> DetectorOf(TriggerOptions trigger, string key, DetectorOptions options, Pools pools)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        ArgumentNullException.ThrowIfNull(pools);
        return Cache.Model("detector", Inputs(pools.Key, key, options), (path, state) =>
        {
            using StegoDetector detector = DetectorTraining.Train(pools.Defender, trigger.CreateTrigger(), options, Compute, Seed.For("detector"),
                new Checkpoint(state, "detector", CheckpointEvery), ProgressOf($"detector {trigger.Name}"), Cancellation);
            detector.Save(path);
        });
    }

    /// <summary>The victims' training set, poisoned by an attack (gamma 0.10, target 0).</summary>
    public PoisonedImages Poisoned(PaperAttack attack)
    {
        (TriggerOptions trigger, string key, _) = Trigger(attack);
        if (!_poisoned.TryGetValue(key, out PoisonedImages? poisoned))
        {
            poisoned = Poisoning.Poison(Victims.Training, trigger.CreateTrigger(), Poison, Seed.For("poisoning"));
            _poisoned.Add(key, poisoned);
        }
        return poisoned;
    }

    /// <summary>What victims see: the poisoned set, or the clean one.</summary>
    /// <param name="attack">Which attack, or null: none.</param>
    public LabeledImages TrainingSet(PaperAttack? attack) => attack is null ? Victims.Training : Poisoned(attack).Images;

    /// <summary>A network trained on the victims' set.</summary>
    /// <param name="attack">Which attack, or null: none.</param>
    public Cached<string> Victim(PaperAttack? attack) => VictimOf(Victims, () => TrainingSet(attack), PoisonKey(attack), Profile.Victim, $"victim {attack?.Name ?? "none"}");

    /// <summary>A network trained on a set of the pools.</summary>
    /// <param name="pools">Whose.</param>
    /// <param name="images">The set; asked for if the network is not there.</param>
    /// <param name="poisonKey">All that decides how it is poisoned.</param>
    /// <param name="options">How the network is trained.</param>
    /// <param name="stage">What progress calls it.</param>
    internal Cached<string> VictimOf(Pools pools, Func<LabeledImages> images, object poisonKey, ClassifierTrainingOptions options, string stage)
    {
        ModelDescription description = DescriptionFor(pools.Training);
        return Cache.Model("victim", Inputs(pools.Key, poisonKey, description, options), (path, state) =>
        {
            using Classifier victim = ClassifierTraining.Train(images(), description, options, Compute, Seed.For("victim"),
                new Checkpoint(state, "victim", CheckpointEvery), ProgressOf(stage), Cancellation);
            victim.Save(path);
        });
    }

    /// <summary>CA, and under an attack ASR and RA, of a network on the test part.</summary>
    public Cached<ModelMetrics> Metrics(Cached<string> model, PaperAttack? attack)
    {
        ArgumentNullException.ThrowIfNull(model);
        return MetricsOf(model, PoisonKey(attack), Victims.Test, attack is null ? null : Trigger(attack).Options, Poison);
    }

    /// <summary>The same of any network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="poisonKey">All that decides how its training set is poisoned.</param>
    /// <param name="test">Clean test images.</param>
    /// <param name="trigger">The attack's trigger, or null: none.</param>
    /// <param name="poison">Which labels it leads to.</param>
    internal Cached<ModelMetrics> MetricsOf(Cached<string> model, object poisonKey, LabeledImages test, TriggerOptions? trigger, PoisonOptions poison) =>
        Cache.Value("metrics", Inputs(model.Key, poisonKey), () =>
        {
            using Classifier classifier = Classifier.Load(model.Value, Compute.Device);
            TriggeredTestSet? triggered = trigger is null ? null : new TriggeredTestSet(test, trigger.CreateTrigger(), poison);
            return ClassifierEvaluation.Measure(classifier, test, triggered, Compute, Cancellation);
        });

    /// <summary>A victim after backdoor unlearning.</summary>
    /// <param name="victim">The suspicious network.</param>
    /// <param name="foundKey">All that decides what was isolated.</param>
    /// <param name="isolated">What was isolated; asked for if the network is not there.</param>
    /// <param name="clean">Images known to be clean.</param>
    /// <param name="corrected">Asked for images that bear the trigger under right labels, or null, where the options use them.</param>
    /// <param name="options">How to unlearn.</param>
    /// <param name="attack">What progress calls it.</param>
    internal Cached<string> Unlearned(Cached<string> victim, string foundKey, Func<LabeledImages> isolated, LabeledImages clean, Func<LabeledImages?> corrected, UnlearningOptions options, string attack) =>
        Cache.Model("unlearned", Inputs(victim.Key, foundKey, options), (path, state) =>
        {
            using Classifier model = Classifier.Load(victim.Value, Compute.Device);
            BackdoorUnlearning.Unlearn(model, isolated(), clean, corrected, options, Compute, Seed.For("unlearning"),
                new Checkpoint(state, "unlearning", CheckpointEvery), ProgressOf($"unlearning {attack}"), Cancellation);
            model.Save(path);
        });

    /// <summary>Architecture and input contract of the victims.</summary>
    internal ModelDescription Description => DescriptionFor(Victims.Training);

    /// <summary>The same for the images of any set.</summary>
    internal ModelDescription DescriptionFor(LabeledImages images) => new()
    {
        Architecture = Profile.Architecture,
        Width = Profile.Width,
        ImageHeight = images.Height,
        ImageWidth = images.Width,
        ClassNames = images.ClassNames,
    };

    /// <summary>All that decides how the training set is poisoned.</summary>
    internal object PoisonKey(PaperAttack? attack) => attack is null ? "none" : new { Trigger(attack).Key, Poison };

    /// <summary>All that decides a stage: its own inputs, the seed, and the numbers computed in.</summary>
    internal object Inputs(params object[] own) => new { Own = own, Seed = Seed.Value, Device = Compute.Device.ToString(), Compute.Precision };

    internal IProgress<TrainingProgress>? ProgressOf(string stage) => _progress.ForTraining($"{Profile.Title} {stage}");

    internal IProgress<double>? ShareOf(string stage) => _progress.ForShare(stage);

    internal IProgress<StageProgress>? StageProgress => _progress;
}
