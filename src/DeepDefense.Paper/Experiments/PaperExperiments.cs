using DeepDefense.Evidence;

namespace DeepDefense.Paper.Experiments;

/// <summary>The tables and figures that can be measured again, the others being drawings and definitions, and tables that the paper
/// does not have.</summary>
public static class PaperExperiments
{
    /// <summary>All, in the order in which they are measured.</summary>
    public static IReadOnlyList<IExperiment> All { get; } =
        [new Table1(), new Figure3(), new Table4(), new Table5(), new Figure4(), new Table6(), new Figure5(),
            new Unknown("unknown", "Poison of triggers that nobody described", UnknownAttack.Triggers, [null]),
            new Unknown("unknown-poisonings", "Poison that nobody described, in other ways", (_, file) => UnknownAttack.Poisonings(file), [null]),
            new Unknown("unknown-clean", "Poison that nobody described, with few clean images", (side, file) => [.. UnknownAttack.Triggers(side, file).Take(2)], [500, 100, 50]),
            new Unknown("unknown-views", "Poison of triggers that nobody described, by other views and methods", UnknownAttack.Triggers, [null]) { Others = [.. EvidenceViews.All.Except(EvidenceScanner.Proposing)] },
            new Purification(UnknownAttack.Triggers),
            PurificationComparison.WithRivals(UnknownAttack.Triggers),
            PurificationComparison.WithParts(UnknownAttack.Triggers),
            new RelapseTable(UnknownAttack.Triggers)];
}
