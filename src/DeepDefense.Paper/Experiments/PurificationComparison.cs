using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>What the paper does not have: the victims of unknown triggers after one purification and another, with the same isolated and clean images.</summary>
/// <param name="name">How commands spell the table.</param>
/// <param name="title">What it shows.</param>
/// <param name="attacksOf">The attacks, of images of a side in pixels, given where published triggers are found.</param>
/// <param name="networksOf">What is compared, in the order in which it is computed: each for all attacks before the next.</param>
/// <param name="leastSuccess">Share of test images that an attack must reach to be shown, in [0, 1].</param>
/// <param name="settings">What is said of it beneath.</param>
public sealed class PurificationComparison(string name, string title, Func<int, Func<string, string?>, IReadOnlyList<UnknownAttack>> attacksOf,
    Func<UnknownTriggers, IReadOnlyList<PurifiedNetwork>> networksOf, double leastSuccess, params IReadOnlyList<string> settings) : IExperiment
{
    private static readonly string[] s_quantities = ["CA", "ASR", "RA", "DER", Corrections.LabelsGiven, Corrections.LabelsRight];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<PaperTask> Tasks => [PaperTask.Cifar10, PaperTask.VggFace2];

    /// <summary>Unlearning beside its rivals and beside training anew.</summary>
    /// <param name="attacksOf">The attacks, as at the class.</param>
    /// <param name="leastSuccess">As at the class.</param>
    public static PurificationComparison WithRivals(Func<int, Func<string, string?>, IReadOnlyList<UnknownAttack>> attacksOf, double leastSuccess = Unknown.LeastSuccess) => new(
        "purification-rivals", "Unlearning beside its rivals", attacksOf, stages => new Rivals(stages).All, leastSuccess,
        "paper: BackdoorBench's leaderboard, PreActResNet-18 of width 64, all of CIFAR-10, 2,500 clean images, 10 % poison; FT-SAM's own paper for FT-SAM. The means are theirs over their attacks. Networks and data differ: see how far each falls, not the number itself.",
        "retraining without flagged: trained anew as the victim was, without what was flagged, as defend retrain does.",
        "ABL and retraining train on the whole training set, the others on the clean images; unlearning on these and the isolated ones, the scan not counted in its seconds.",
        "Numbers of epochs and steps: those of the authors (docs/methods/rivals.md), but ABL a quarter of its epochs.");

    /// <summary>Unlearning without each part, and with what could follow it.</summary>
    /// <param name="attacksOf">The attacks, as at the class.</param>
    /// <param name="leastSuccess">As at the class.</param>
    public static PurificationComparison WithParts(Func<int, Func<string, string?>, IReadOnlyList<UnknownAttack>> attacksOf, double leastSuccess = Unknown.LeastSuccess) => new(
        "purification-parts", "Unlearning without and with further parts", attacksOf, stages => new Corrections(stages).All, leastSuccess,
        "Unlearning puts the trigger, as it was estimated, on clean images under their true labels; without the trigger: it does not; with the named trigger: the attacker's own. Where no pattern is seen there is nothing to put on.",
        "then ...: what was purified without the trigger goes on for two fifths of the steps, with isolated images under other labels (weight 1); then longer: without any.",
        $"then labels by ...: those of a teacher that is sure by {100 * Corrections.LeastConfidence:F0} %; {Corrections.LabelsGiven}: to how many of the isolated images, {Corrections.LabelsRight}: how many of these are true. The retrained network "
            + "is that of purification-rivals, the clean-set network is trained on the clean images alone; agreement: of the purified and the clean-set network. True labels: what a perfect teacher would give.",
        "then FT-SAM: on the clean images, a twelfth of its epochs.",
        "The seconds of what follows unlearning are its own.");

    /// <inheritdoc/>
    public IReadOnlyList<string> Parts(Laboratory lab) => [.. UnknownTriggers.Each(lab, attacksOf).SelectMany(stages => Networks(stages).Select(network => PartOf(stages, network)))];

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        (UnknownTriggers Stages, PurifiedNetwork Network)[] cells = [.. UnknownTriggers.Each(lab, attacksOf).SelectMany(stages => Networks(stages).Select(network => (stages, network)))];
        MeasuredParts parts = new(lab, Parts(lab));
        // The cheap networks of all attacks come before the dear ones of the first.
        foreach ((UnknownTriggers stages, PurifiedNetwork network) in cells.GroupBy(cell => cell.Network.Title).SelectMany(group => group))
        {
            parts.Add(PartOf(stages, network), () => stages.Took(leastSuccess) ? Rows(stages, network) : []);
        }
        return parts.Table(Name, title,
            [$"Victims and isolated images: those of the table unknown; {lab.UnknownPools.Defender.Count} clean images. Attacks that did not take are left out. Means: of networks that were measured under all of them.", .. settings]);
    }

    /// <inheritdoc/>
    public Reproduction Concluded(Reproduction measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        return measured with { Measurements = [.. measured.Measurements, .. measured.Parts.Select(NetworkOf).Distinct().Where(network => !measured.Missing.Any(part => NetworkOf(part) == network)).SelectMany(network => Means(network, measured.Measurements))] };
    }

    private IEnumerable<PurifiedNetwork> Networks(UnknownTriggers stages) =>
    [
        new PurifiedNetwork(Purification.Undefended, stages.Victim) { IsPurified = false },
        new PurifiedNetwork(Purification.Ceiling, stages.CleanNetwork) { IsPurified = false },
        new PurifiedNetwork("unlearning", () => stages.Unlearned(stages.Lab.Profile.Unlearning)),
        .. networksOf(stages),
    ];

    private static Measurement[] Rows(UnknownTriggers stages, PurifiedNetwork network)
    {
        Cached<string> file = network.Of();
        Measurement[] rows = [.. Purification.Rows(stages, network.Title, file, network.IsPurified, quantity => PublishedNumbers.Find("rivals", network.Title, stages.Title, quantity))];
        return [.. rows, .. network.Further().Select(further => new Measurement(rows[0].Subject, further.Quantity, null, further.Value, file.Seconds))];
    }

    private static string PartOf(UnknownTriggers stages, PurifiedNetwork network) => $"{stages.Title} / {network.Title}";

    private static string NetworkOf(string part) => part[(part.IndexOf(" / ", StringComparison.Ordinal) + " / ".Length)..];

    private static IEnumerable<Measurement> Means(string network, IReadOnlyList<Measurement> measured) =>
        from quantity in s_quantities
        let rows = measured.Where(row => NetworkOf(row.Subject) == network && row.Quantity == quantity && row.Ours is not null).ToArray()
        where rows.Length > 0
        select new Measurement($"mean of {rows.Length} / {network}", quantity, PublishedNumbers.Find("rivals", network, "mean", quantity),
            rows.Average(row => row.Ours), rows.Average(row => row.Seconds));
}
