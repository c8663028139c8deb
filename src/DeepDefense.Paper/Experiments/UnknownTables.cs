using DeepDefense.Attacks.Shaping;
using DeepDefense.Evidence;

namespace DeepDefense.Paper.Experiments;

/// <summary>The tables of triggers that nobody described.</summary>
public static class UnknownTables
{
    private const double Odd = 0.05;
    private static readonly IEvidence[] s_others = [.. EvidenceViews.All.Except(EvidenceScanner.Proposing)];
    private static readonly string[] s_seeded = ["BadNets", "blended picture", "SSBA", "WaNet", "SIG"];
    private static readonly string[] s_weak = ["WaNet", "FTrojan", "Adaptive-Patch", "BadNets, 1 % poison"]; // on a few thousand images they do not take

    /// <summary>All, in the order in which they are measured.</summary>
    public static IReadOnlyList<Unknown> All { get; } =
    [
        new("unknown", "Poison of triggers that nobody described", (side, file) => Each(UnknownAttack.Triggers(side, file), attack => [new(attack)])),
        new("unknown-poisonings", "Poison that nobody described, in other ways", (_, file) => Each(UnknownAttack.Poisonings(file), attack => [new(attack)])),
        new("unknown-many", "Poison of weak triggers that nobody described, on more images", (side, file) =>
            Each([.. UnknownAttack.Triggers(side, file).Concat(UnknownAttack.Poisonings(file)).Where(attack => s_weak.Contains(attack.Title))], attack => [new(attack)])) { ManyImages = true },
        new("unknown-clean", "Poison that nobody described, with few clean images", (side, file) => Each(Strong(side, file),
            attack => [.. new[] { 500, 100, 50 }.Select(count => new UnknownPart(attack) { CleanImages = count })])),
        new("unknown-views", "Poison of triggers that nobody described, by other views and methods", (side, file) => Each(UnknownAttack.Triggers(side, file), attack => [new(attack)]))
        {
            Others = s_others,
            KnownTrigger = true,
        },
        new("unknown-seeds", "Poison of triggers that nobody described, with other seeds", (side, file) =>
            Each([.. UnknownAttack.Triggers(side, file).Where(attack => s_seeded.Contains(attack.Title))],
                attack => [.. Enumerable.Range(0, 3).Select(on => new UnknownPart(attack) { SeedsOn = on })])),
        new("unknown-source", "Poison that nobody described, with clean images of another source", (side, file) => Each(Strong(side, file),
            attack => [.. new[] { ImageSource.Jpeg, ImageSource.Resized }.Select(source => new UnknownPart(attack) { CleanSource = source })])),
        new("unknown-odd", "Poison that nobody described, with odd images among the clean ones and wrong labels without poison", (side, file) =>
            [.. Each(Strong(side, file), OddClean), new(null) { WrongTrainingLabels = Odd }]),
        new("unknown-shaped", "Poison that nobody described, in networks that the attacker shaped", (side, file) =>
            [.. Each(Strong(side, file), Shaped), new(null) { UseWitness = true }]) { Others = s_others },
    ];

    private static UnknownPart[] Each(IEnumerable<UnknownAttack> attacks, Func<UnknownAttack?, UnknownPart[]> parts) => [.. attacks.Prepend(null).SelectMany(parts)];

    private static IEnumerable<UnknownAttack> Strong(int side, Func<string, string?> file) => UnknownAttack.Triggers(side, file).Take(2);

    private static UnknownPart[] OddClean(UnknownAttack? attack) =>
        [new(attack) { WrongCleanLabels = Odd }, new(attack) { CleanSource = ImageSource.Resized, CleanSourceShare = Odd }];

    // Without poison there is nothing to hide.
    private static UnknownPart[] Shaped(UnknownAttack? attack)
    {
        UnknownPart usual = new(attack), shaped = usual with { Shaped = new MarginSuppressionOptions() };
        return attack is null ? [usual] : [usual, shaped, shaped with { UseWitness = true }];
    }
}
