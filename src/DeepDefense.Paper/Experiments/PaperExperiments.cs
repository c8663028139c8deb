namespace DeepDefense.Paper.Experiments;

/// <summary>The tables and figures that can be measured again, the others being drawings and definitions, and tables that the paper
/// does not have.</summary>
public static class PaperExperiments
{
    /// <summary>All, in the order in which they are measured.</summary>
    public static IReadOnlyList<IExperiment> All { get; } =
        [new Table1(), new Figure3(), new Table4(), new Table5(asPublished: false), new Table5(asPublished: true),
            new Figure4(), new Table6(), new Figure5(), .. UnknownTables.All,
            new Purification(UnknownAttack.Triggers),
            PurificationComparison.WithRivals(UnknownAttack.Triggers),
            PurificationComparison.WithParts(UnknownAttack.Triggers),
            new RelapseTable(UnknownAttack.Triggers)];
}
