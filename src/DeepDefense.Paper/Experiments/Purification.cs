using DeepDefense.Evaluation;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>What the paper does not have: whether purified networks are right on triggered images again, beside a network that never saw the
/// trigger. Works on what is isolated where the defender is told nothing of the trigger.</summary>
/// <param name="attacksOf">The attacks, of images of a side in pixels, given where published triggers are found.</param>
public sealed class Purification(Func<int, Func<string, string?>, IReadOnlyList<UnknownAttack>> attacksOf) : IExperiment
{
    internal const string Undefended = "undefended", Ceiling = "clean network";
    private const string Unchanged = "unchanged", Unlearning = "unlearning", Untriggered = "unlearning without the trigger", Bare = "unlearning without mixing and the trigger";

    /// <summary>Share of test images that an attack must reach to be shown, in [0, 1].</summary>
    public double LeastSuccess { get; init; } = Unknown.LeastSuccess;

    /// <inheritdoc/>
    public string Name => "purification";

    /// <inheritdoc/>
    public IReadOnlyList<PaperTask> Tasks => [PaperTask.Cifar10, PaperTask.VggFace2];

    /// <inheritdoc/>
    public IReadOnlyList<string> Parts(Laboratory lab) => [.. Stages(lab).Select(stages => stages.Title)];

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        UnlearningOptions options = lab.Profile.Unlearning;
        MeasuredParts parts = new(lab, Parts(lab));
        foreach (UnknownTriggers stages in Stages(lab))
        {
            parts.Add(stages.Title, () => stages.Took(LeastSuccess) ? Rows(stages) : [], () => stages.Unlearned(options) == stages.Victim() ? Unchanged : null);
        }
        return parts.Table(Name, "Purified networks on triggered images",
            $"Victims and isolated images: those of the table unknown; {lab.UnknownPools.Defender.Count} clean images, {options.Steps} steps. Attacks that did not take are left out.",
            $"{Ceiling}: trained on the same images without poison; its RA is what can be hoped for, its ASR what is taken for the target without any backdoor.",
            $"{Untriggered}: without clean images that bear the trigger as it was estimated; {Bare}: without clean images that have isolated ones mixed in either.");
    }

    /// <inheritdoc/>
    public Reproduction Concluded(Reproduction measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        string[] unchanged = [.. measured.Parts.Where(part => measured.Remarks.GetValueOrDefault(part) == Unchanged)];
        return measured with { Settings = [.. measured.Settings, $"Where nothing is isolated the network stays as it is: {(unchanged.Length > 0 ? string.Join(", ", unchanged) : "in no row")}."] };
    }

    private IEnumerable<UnknownTriggers> Stages(Laboratory lab) =>
        UnknownTriggers.Each(lab, attacksOf).Prepend(new UnknownTriggers(lab, new UnknownPart(null)));

    private static IEnumerable<Measurement> Rows(UnknownTriggers stages)
    {
        UnlearningOptions options = stages.Lab.Profile.Unlearning;
        (string Name, Cached<string> Network)[] networks =
        [
            (Undefended, stages.Victim()),
            .. stages.Attack is null ? Array.Empty<(string Name, Cached<string> Network)>() : [(Ceiling, stages.CleanNetwork()), (Bare, stages.Unlearned(options with { MixingWeight = 0, CorrectedWeight = 0 })), (Untriggered, stages.Unlearned(options with { CorrectedWeight = 0 }))],
            (Unlearning, stages.Unlearned(options)),
        ];
        return networks.SelectMany(named => Rows(stages, named.Name, named.Network, isPurified: named.Name is Unlearning or Untriggered or Bare));
    }

    /// <summary>CA, and under an attack ASR and RA, of a network, and of a purified one DER.</summary>
    /// <param name="stages">Where it comes from.</param>
    /// <param name="name">What the row calls the network.</param>
    /// <param name="network">It.</param>
    /// <param name="isPurified">Whether it was the victim.</param>
    /// <param name="published">What others published, by the quantity, or null: nothing.</param>
    internal static IEnumerable<Measurement> Rows(UnknownTriggers stages, string name, Cached<string> network, bool isPurified, Func<string, double?>? published = null)
    {
        ModelMetrics metrics = stages.Metrics(network).Value;
        yield return Row("CA", metrics.CleanAccuracy);
        if (stages.Attack is null) { yield break; }
        yield return Row("ASR", metrics.AttackSuccessRate);
        yield return Row("RA", metrics.RobustAccuracy);
        if (isPurified) { yield return Row("DER", ModelMetrics.DefenseEffectiveness(stages.Metrics().Value, metrics)); }

        Measurement Row(string quantity, double? ours) => new($"{stages.Title} / {name}", quantity, published?.Invoke(quantity), ours, network.Seconds);
    }
}
