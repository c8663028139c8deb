using DeepDefense.Evaluation;
using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>What the paper does not have: how fast a backdoor comes back into a purified network, beside one that never had it.</summary>
/// <param name="attacksOf">The attacks, of images of a side in pixels, given where published triggers are found.</param>
public sealed class RelapseTable(Func<int, Func<string, string?>, IReadOnlyList<UnknownAttack>> attacksOf) : IExperiment
{
    /// <summary>Share of test images that an attack must reach to be shown, in [0, 1].</summary>
    public double LeastSuccess { get; init; } = Unknown.LeastSuccess;

    /// <inheritdoc/>
    public string Name => "relapse";

    /// <inheritdoc/>
    public IReadOnlyList<PaperTask> Tasks => [PaperTask.Cifar10, PaperTask.VggFace2];

    /// <inheritdoc/>
    public IReadOnlyList<string> Parts(Laboratory lab) => [.. UnknownTriggers.Each(lab, attacksOf).Select(stages => stages.Title)];

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        MeasuredParts parts = new(lab, Parts(lab));
        foreach (UnknownTriggers stages in UnknownTriggers.Each(lab, attacksOf)) { parts.Add(stages.Title, () => stages.Took(LeastSuccess) ? Rows(stages) : []); }
        return parts.Table(Name, "Purified networks trained on with a little poison",
            $"{lab.UnknownPools.Defender.Count} clean images, so many of them poisoned, {lab.Profile.Relapse.Epochs} epochs of fine-tuning at {lab.Profile.Relapse.LearningRate:G}; ASR after it. Attacks that did not take are left out.",
            $"{Purification.Ceiling}: trained on the same images without poison: what the same poison does where there never was a backdoor.");
    }

    private static IEnumerable<Measurement> Rows(UnknownTriggers stages)
    {
        Relapse relapse = new(stages);
        foreach ((string name, Cached<string> network) in new[] { (Purification.Ceiling, stages.CleanNetwork()), ("unlearning", stages.Unlearned(stages.Lab.Profile.Unlearning)) })
        {
            foreach (int count in Relapse.Counts)
            {
                Cached<string> tuned = relapse.FineTuned(network, count);
                ModelMetrics metrics = stages.Metrics(tuned).Value;
                string subject = $"{stages.Title} / {name}, {count} poisoned";
                yield return new Measurement(subject, "CA", null, metrics.CleanAccuracy, tuned.Seconds);
                yield return new Measurement(subject, "ASR", null, metrics.AttackSuccessRate, tuned.Seconds);
            }
        }
    }
}
