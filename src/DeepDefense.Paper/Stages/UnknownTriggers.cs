using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Attacks.Shaping;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Evidence;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Protocol;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Paper.Stages;

/// <summary>The victim of an attack of which the defender is told nothing, and what evidence finds in its training set.</summary>
/// <param name="laboratory">Where images and results are kept.</param>
/// <param name="part">The attack, and what is otherwise than usual.</param>
public sealed class UnknownTriggers(Laboratory laboratory, UnknownPart part)
{
    private const int CheckpointEvery = 50;
    private readonly Laboratory _lab = Of(laboratory, part);
    private readonly UnknownSets _sets = new(Of(laboratory, part), part);
    private readonly string _title = part.Subject(laboratory.Seed.Value);

    /// <summary>Those of some attacks on a task, each as usual.</summary>
    /// <param name="laboratory">The task.</param>
    /// <param name="attacksOf">The attacks, of images of a side in pixels, given where published triggers are found.</param>
    internal static IEnumerable<UnknownTriggers> Each(Laboratory laboratory, Func<int, Func<string, string?>, IReadOnlyList<UnknownAttack>> attacksOf) =>
        attacksOf(laboratory.UnknownPools.Training.Height, laboratory.PublishedTrigger).Select(attack => new UnknownTriggers(laboratory, new UnknownPart(attack)));

    /// <summary>The attack, or null: none.</summary>
    public UnknownAttack? Attack => part.Attack;

    /// <summary>How rows name the part.</summary>
    public string Title => _title;

    /// <summary>The images that the defender takes for clean.</summary>
    public LabeledImages Clean => _sets.Clean;

    /// <summary>The poisoned training set, or null: there is no poison.</summary>
    public PoisonedImages? Poisoned => _sets.Poisoned;

    /// <summary>What the victim sees.</summary>
    public LabeledImages TrainingSet => _sets.Training;

    /// <summary>What puts the attack's trigger on images.</summary>
    /// <exception cref="InvalidOperationException">There is no attack.</exception>
    internal Trigger Trigger => (_sets.Trigger ?? throw new InvalidOperationException("no attack, and so no trigger")).CreateTrigger();

    /// <summary>Where its images and results are kept.</summary>
    internal Laboratory Lab => _lab;

    /// <summary>A network that was trained on it.</summary>
    public Cached<string> Victim() => part.Shaped is { } shaped
        ? ShapedVictim(shaped)
        : _lab.VictimOf(_lab.UnknownPools, () => TrainingSet, _sets.TrainingKey, _lab.Profile.UnknownVictim, $"victim of {_title}");

    /// <summary>The network that the defender looks into: the victim, or a witness.</summary>
    public Cached<string> Watched() => part.UseWitness ? Witnessing() : Victim();

    /// <summary>The victim of the same images without poison.</summary>
    public Cached<string> CleanNetwork() => new UnknownTriggers(_lab, new UnknownPart(null)).Victim();

    /// <summary>CA, and under an attack ASR and RA, of a network.</summary>
    /// <param name="network">It.</param>
    public Cached<ModelMetrics> Metrics(Cached<string> network) =>
        _lab.MetricsOf(network, _sets.TrainingKey, _lab.UnknownPools.Test, _sets.Trigger, part.Attack?.Poison ?? new PoisonOptions());

    /// <summary>The same of the victim.</summary>
    public Cached<ModelMetrics> Metrics() => Metrics(Victim());

    /// <summary>Whether the attack took in the victim.</summary>
    /// <param name="leastSuccess">Share of test images that it must reach, in [0, 1].</param>
    public bool Took(double leastSuccess) => !(Metrics().Value.AttackSuccessRate < leastSuccess);

    /// <summary>What is found in the training set, with the network that is looked into and clean images alone.</summary>
    public Cached<EvidenceReport> Report()
    {
        Cached<string> watched = Watched();
        return _lab.Cache.Value("evidence", _lab.Inputs([watched.Key, _lab.UnknownPools.Key, _sets.TrainingKey, _lab.Profile.Evidence, .. _sets.CleanKey]), () =>
            Looked(watched, subject => EvidenceScanner.Scan(subject, _lab.Profile.Evidence, _lab.StageProgress, _lab.Cancellation)));
    }

    /// <summary>The victim after backdoor unlearning with what was isolated; where nothing was, it stays as it is.</summary>
    /// <param name="options">How to unlearn.</param>
    public Cached<string> Unlearned(UnlearningOptions options)
    {
        (Cached<string> victim, Cached<EvidenceReport> found) = (Victim(), Report());
        return found.Value.Scan.Isolated.Length == 0 ? victim : _lab.Unlearned(victim, found.Key, () => TrainingSet.Subset(found.Value.Scan.Isolated), _sets.Clean, Corrected, options, _title);
    }

    /// <summary>What a view says by itself, with the network that is looked into and clean images alone.</summary>
    /// <param name="view">The view.</param>
    public Cached<EvidenceScores> View(IEvidence view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Cached<string> watched = Watched();
        return _lab.Cache.Value("view", _lab.Inputs([watched.Key, _lab.UnknownPools.Key, _sets.TrainingKey, view.Name, .. _sets.CleanKey]), () =>
            Looked(watched, subject => view.Score(subject, _lab.ShareOf(view.Name), _lab.Cancellation)));
    }

    /// <summary>What the paper's method says of the training set under an attack: a detector that was built from the defender's clean images with the
    /// attack's own trigger.</summary>
    /// <returns>(N), log-odds of being poisoned, with the time that the detector took.</returns>
    /// <exception cref="InvalidOperationException">There is no attack.</exception>
    public Cached<double[]> KnownTrigger()
    {
        UnknownAttack attack = part.Attack ?? throw new InvalidOperationException("no attack, and so no trigger to know");
        DetectorOptions options = _lab.Profile.DetectorFor(attack.IsSsba ? PaperAttack.Ssba : PaperAttack.BadNets);
        Cached<string> detector = _lab.DetectorOf(_sets.Trigger!, JsonSerializer.Serialize(_sets.TrainingKey), options, _lab.UnknownPools);
        return _lab.Cache.Value("known", _lab.Inputs(detector.Key, _lab.UnknownPools.Key, _sets.TrainingKey), () =>
        {
            using StegoDetector loaded = StegoDetector.Load(detector.Value, _lab.Compute.Device);
            return loaded.Score(TrainingSet, _lab.Compute, null, _lab.Cancellation);
        }) with
        { Seconds = detector.Seconds };
    }

    private LabeledImages? Corrected() => TriggeredClean.Of(_sets.Clean, TriggerAppearance.Of(TrainingSet.Subset(Report().Value.Scan.Isolated), _sets.Clean, _lab.Seed));

    private static Laboratory Of(Laboratory laboratory, UnknownPart part) =>
        part.SeedsOn is int on ? laboratory.With(new Seed(laboratory.Seed.Value + (ulong)on)) : laboratory;

    private Cached<string> ShapedVictim(MarginSuppressionOptions shaped)
    {
        PoisonedImages poisoned = Poisoned ?? throw new InvalidOperationException("no attack, and so no trigger to hide");
        ModelDescription description = _lab.DescriptionFor(_lab.UnknownPools.Training);
        ClassifierTrainingOptions options = _lab.Profile.UnknownVictim;
        return _lab.Cache.Model("victim", _lab.Inputs(_lab.UnknownPools.Key, _sets.TrainingKey, description, options, shaped), (path, state) =>
        {
            using Classifier victim = MarginSuppression.Train(poisoned, description, options, shaped, _lab.Compute, _lab.Seed.For("victim"),
                new Checkpoint(state, "victim", CheckpointEvery), _lab.ProgressOf($"victim of {_title}"), _lab.Cancellation);
            victim.Save(path);
        });
    }

    private Cached<string> Witnessing() => _lab.Cache.Model("witness", _lab.Inputs(_lab.UnknownPools.Key, _sets.TrainingKey), (path, state) =>
    {
        using Classifier witness = Witness.Train(TrainingSet, _lab.Compute, _lab.Seed.For("witness"), new Checkpoint(state, "witness", CheckpointEvery), _lab.StageProgress, _lab.Cancellation);
        witness.Save(path);
    });

    private T Looked<T>(Cached<string> network, Func<EvidenceSubject, T> look)
    {
        using Classifier classifier = Classifier.Load(network.Value, _lab.Compute.Device);
        using EvidenceSubject subject = new(classifier, TrainingSet, _sets.Clean, _lab.Compute, _lab.Seed.For("evidence"));
        return look(subject);
    }
}
