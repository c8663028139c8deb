using DeepDefense.Paper.Experiments;
using DeepDefense.Paper.Reports;
using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Tests.Experiments;

/// <summary>Every experiment once, on data that is too small to show anything.</summary>
public sealed class PaperExperimentsTests : LeakCheck
{
    // Copied by hand.
    private static readonly (string Table, PaperTask Task, string Subject, string Quantity, double Expected)[] s_fromThePaper =
    [
        ("table4", PaperTask.Cifar10, "Blend Attack", "CA", 0.9367),
        ("table4", PaperTask.VggFace2, "SSBA", "ASR", 0.9967),
        ("table5", PaperTask.Cifar10, "SSBA", "DSR", 0.9492),
        ("table6", PaperTask.Cifar10, "Blend Attack / unlearning", "CA", 0.6043),
        ("table6", PaperTask.Cifar10, "Blend Attack / ABL", "CA", 0.7656),
        ("table6", PaperTask.VggFace2, "BadNets / FP", "ASR", 0.1179),
        ("table6", PaperTask.VggFace2, "none / ABL", "CA", 0.8296),
    ];

    [Fact]
    public void Every_experiment_of_the_paper_fills_its_cells_and_computes_nothing_a_second_time()
    {
        using SmallPaper paper = new();
        Reproduction[] first = Run(paper);
        foreach (Reproduction reproduction in first)
        {
            new ReproductionFiles(paper.Results).Write(reproduction).ShouldAllBe(file => File.Exists(file));
            reproduction.Measurements.Where(row => row.Ours is null).Select(row => $"{row.Subject} {row.Quantity}")
                .Where(cell => !cell.EndsWith("isolated precision", StringComparison.Ordinal)).ShouldBeEmpty(reproduction.Stem);
        }
        Dictionary<string, DateTime> stages = Written(paper);
        Reproduction[] second = Run(paper);
        Written(paper).ShouldBe(stages);
        second.SelectMany(reproduction => reproduction.Measurements).ShouldBe(first.SelectMany(reproduction => reproduction.Measurements));
    }

    [Fact]
    public void A_table_of_purification_has_each_network_beside_one_that_never_saw_the_trigger()
    {
        using SmallPaper paper = new();
        Purification small = new((side, file) => [.. UnknownAttack.Triggers(side, file).Take(1)]) { LeastSuccess = 0 };
        Reproduction table = small.Run(paper.Laboratories().Single(lab => lab.Task == PaperTask.Cifar10), paper.Results);
        table.Measurements.Select(row => row.Subject).Distinct().ShouldBe(["none / undefended", "none / unlearning", "BadNets / undefended", "BadNets / clean network", "BadNets / unlearning without mixing and the trigger", "BadNets / unlearning without the trigger", "BadNets / unlearning"]);
        table.Measurements.ShouldAllBe(row => row.Ours != null);
    }

    [Fact]
    public void A_table_of_rivals_has_each_beside_what_its_authors_published_and_their_means()
    {
        Reproduction table = Compared(PurificationComparison.WithRivals(OfBadNets, leastSuccess: 0));
        string[] subjects = [.. table.Measurements.Select(row => row.Subject).Distinct()];
        foreach (string rival in new[] { "undefended", "clean network", "unlearning", "fine-tuning", "FT-SAM", "NAD", "ANP", "I-BAU", "Neural Cleanse", "fine-pruning", "ABL", "retraining without flagged" })
        {
            subjects.ShouldContain($"BadNets / {rival}");
            subjects.ShouldContain($"mean of 1 / {rival}");
        }
        table.Measurements.ShouldAllBe(row => row.Ours != null);
        // Copied by hand from BackdoorBench's leaderboard.
        table.Measurements.Single(row => row.Subject == "BadNets / NAD" && row.Quantity == "RA").Paper!.Value.ShouldBe(0.8871, 1e-12);
    }

    [Fact]
    public void A_table_of_parts_has_unlearning_with_and_without_each()
    {
        Reproduction table = Compared(PurificationComparison.WithParts(OfBadNets, leastSuccess: 0));
        string[] subjects = [.. table.Measurements.Select(row => row.Subject).Distinct()];
        foreach (string part in new[] { "without the trigger", "without mixing and the trigger", "without mixing", "without distillation", "with the named trigger", "then longer", "then labels by purified network", "then labels by retrained network", "then labels by clean-set network", "then labels by agreement", "then true labels", "then FT-SAM" })
        {
            subjects.ShouldContain($"BadNets / {part}");
        }
    }

    [Fact]
    public void Means_are_taken_over_rows_of_earlier_runs_too()
    {
        using SmallPaper paper = new();
        PurificationComparison table = PurificationComparison.WithRivals((side, file) => [.. UnknownAttack.Triggers(side, file).Take(2)], leastSuccess: 0);
        Reproduction Of(string part) => table.Run(paper.Laboratories(asked: [part]).Single(lab => lab.Task == PaperTask.Cifar10), paper.Results);
        Reproduction first = table.Concluded(Of("BadNets / undefended")), both = table.Concluded(Of("blended picture / undefended").CompletedBy(first));
        first.Measurements.ShouldNotContain(row => row.Subject.StartsWith("mean", StringComparison.Ordinal));
        double[] rates = [.. both.Measurements.Where(row => row.Quantity == "CA" && !row.Subject.StartsWith("mean", StringComparison.Ordinal)).Select(row => row.Ours!.Value)];
        both.Measurements.Single(row => row.Subject == "mean of 2 / undefended" && row.Quantity == "CA").Ours!.Value.ShouldBe(rates.Average(), 1e-12);
        rates.Length.ShouldBe(2);
    }

    [Fact]
    public void A_table_of_relapse_has_the_purified_and_the_clean_network_after_so_much_poison_each()
    {
        using SmallPaper paper = new();
        Reproduction table = new RelapseTable(OfBadNets) { LeastSuccess = 0 }.Run(paper.Laboratories().Single(lab => lab.Task == PaperTask.Cifar10), paper.Results);
        table.Measurements.Select(row => row.Subject).Distinct().ShouldBe(
            new[] { "clean network", "unlearning" }.SelectMany(network => Relapse.Counts.Select(count => $"BadNets / {network}, {count} poisoned")));
        table.Measurements.ShouldAllBe(row => row.Ours != null);
    }

    [Theory]
    [InlineData("table4", 14)]
    [InlineData("table5", 6)]
    [InlineData("table6", 56)] // the paper's method beside both objectives
    public void Every_published_number_of_a_table_stands_beside_one_of_ours(string name, int published)
    {
        using SmallPaper paper = new();
        Reproduction[] parts = Run(paper, name);
        parts.SelectMany(part => part.Measurements).Count(row => row.Paper is not null).ShouldBe(published);
        foreach ((_, PaperTask task, string subject, string quantity, double expected) in s_fromThePaper.Where(row => row.Table == name))
        {
            parts.Single(part => part.Task == task.ToString()).Measurements.Single(row => row.Subject == subject && row.Quantity == quantity)
                .Paper!.Value.ShouldBe(expected, 1e-12, $"{name} {task} {subject} {quantity}");
        }
    }

    private static IReadOnlyList<UnknownAttack> OfBadNets(int side, Func<string, string?> file) => [.. UnknownAttack.Triggers(side, file).Take(1)];

    private static Reproduction Compared(PurificationComparison table)
    {
        using SmallPaper paper = new();
        return table.Concluded(table.Run(paper.Laboratories().Single(lab => lab.Task == PaperTask.Cifar10), paper.Results));
    }

    private static Reproduction[] Run(SmallPaper paper, string? name = null)
    {
        IReadOnlyList<Laboratory> laboratories = paper.Laboratories();
        return
        [
            .. PaperExperiments.All.Where(experiment => experiment is not (Unknown or Purification or PurificationComparison or RelapseTable) && (name is null || experiment.Name == name))
                .SelectMany(experiment => experiment.Tasks.Select(task => experiment.Run(laboratories.Single(lab => lab.Task == task), paper.Results))),
        ];
    }

    private static Dictionary<string, DateTime> Written(SmallPaper paper) =>
        Directory.GetFiles(Path.Combine(paper.Results, "stages")).ToDictionary(file => file, File.GetLastWriteTimeUtc);
}
