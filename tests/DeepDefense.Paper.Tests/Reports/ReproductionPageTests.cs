using DeepDefense.Paper.Reports;

namespace DeepDefense.Paper.Tests.Reports;

public class ReproductionPageTests
{
    private static readonly Reproduction Example = new("table9", "CIFAR10", "Rates & more",
        [new("BadNets", "ASR", 0.75, 0.5, 12.4), new("BadNets", "AUC", null, 0.98765, 3), new("a, \"b\"", "ASR", null, null, 0)],
        ["Half of it.", "Ten classes."])
    {
        Origin = "2026-11-25, a processor",
        Pictures = ["table9-cifar10.svg"],
    };

    [Fact]
    public void A_table_has_a_line_a_subject_and_a_column_a_quantity()
    {
        string page = ReproductionPage.Of([Example], "results");
        page.ShouldContain("## table9: Rates & more\n");
        page.ShouldContain("| | ASR | AUC | stage seconds |\n| --- | ---: | ---: | ---: |\n");
        page.ShouldContain("| BadNets | 50.0 (75.0) | 0.9877 | 12 |");
        page.ShouldContain("| a, \"b\" | - |  | 0 |");
    }

    [Fact]
    public void Each_part_says_where_it_comes_from_and_links_to_its_picture()
    {
        string page = ReproductionPage.Of([Example], "results");
        page.ShouldContain("### table9, CIFAR10\n\n2026-11-25, a processor.\n\n- Half of it.\n- Ten classes.\n\n![Rates & more, CIFAR10](results/table9-cifar10.svg)\n\n");
    }

    [Fact]
    public void Rows_of_other_runs_and_missing_ones_are_named()
    {
        Reproduction mixed = new("table9", "CIFAR10", "Rates", [new("SIG / pixels", "ASR", null, 0.5, 1) { Origin = "yesterday" }, new("WaNet", "ASR", null, 0.5, 1)], [])
        {
            Origin = "today",
            Conditions = "profile small, seed 1",
            Parts = ["SIG", "WaNet", "BPP"],
            Missing = ["BPP"],
        };
        ReproductionPage.Of([mixed], "results").ShouldContain("today, profile small, seed 1.\n\n- Written by another run (yesterday): SIG.\n- Not measured yet: BPP.\n\n");
    }

    [Fact]
    public void What_holds_for_both_tasks_is_said_once()
    {
        Reproduction faces = Example with { Task = "Faces", Settings = ["Half of it.", "Twenty people."] };
        string page = ReproductionPage.Of([Example, faces], "results");
        page.ShouldContain("## table9: Rates & more\n\n- Half of it.\n\n### table9, CIFAR10");
        page.Split("Half of it.").Length.ShouldBe(2);
        page.ShouldContain("- Twenty people.");
    }
}
