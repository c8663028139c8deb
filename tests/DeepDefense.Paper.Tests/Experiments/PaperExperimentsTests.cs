using DeepDefense.Paper.Experiments;
using DeepDefense.Paper.Reports;

namespace DeepDefense.Paper.Tests.Experiments;

/// <summary>Every experiment once, on data that is too small to show anything.</summary>
public sealed class PaperExperimentsTests : LeakCheck
{
    [Fact]
    public void Every_experiment_fills_its_cells_and_computes_nothing_a_second_time()
    {
        using SmallPaper paper = new();
        Reproduction[] first = [.. PaperExperiments.All.Select(experiment => experiment.Run(paper.Laboratories(), paper.Results))];
        foreach (Reproduction reproduction in first)
        {
            new ReproductionFiles(paper.Results).Write(reproduction).ShouldAllBe(file => File.Exists(file));
            reproduction.Measurements.Where(row => row.Ours is null).Select(row => $"{row.Task} {row.Subject} {row.Quantity}")
                .Where(cell => !cell.EndsWith("isolated precision", StringComparison.Ordinal)).ShouldBeEmpty(reproduction.Name);
        }
        Dictionary<string, DateTime> stages = Written(paper);
        Reproduction[] second = [.. PaperExperiments.All.Select(experiment => experiment.Run(paper.Laboratories(), paper.Results))];
        Written(paper).ShouldBe(stages);
        second.SelectMany(reproduction => reproduction.Measurements).ShouldBe(first.SelectMany(reproduction => reproduction.Measurements));
    }

    [Theory]
    [InlineData("table4", 14)]
    [InlineData("table5", 6)]
    [InlineData("table6", 56)] // the paper's method beside both objectives
    public void Every_published_number_of_a_table_stands_beside_one_of_ours(string name, int published)
    {
        using SmallPaper paper = new();
        Reproduction table = PaperExperiments.All.Single(experiment => experiment.Name == name).Run(paper.Laboratories(), paper.Results);
        table.Measurements.Count(row => row.Paper is not null).ShouldBe(published);
    }

    private static Dictionary<string, DateTime> Written(SmallPaper paper) =>
        Directory.GetFiles(Path.Combine(paper.Results, "stages")).ToDictionary(file => file, File.GetLastWriteTimeUtc);
}
