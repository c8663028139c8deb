namespace DeepDefense.Paper.Tests;

public class ReproductionTests
{
    private const string Then = "yesterday, another processor", Now = "today, this processor";

    private static readonly Reproduction Before = new("table9", "CIFAR10", "Rates", [Row("BadNets"), Row("BadNets / pixels"), Row("BadNets, seed 2 (not taken)"), Row("mean of 2 / pixels")], ["100 images.", "Verdicts: high."])
    {
        Origin = Then,
        Conditions = "profile small, seed 1",
        Remarks = new Dictionary<string, string> { ["BadNets"] = "high", ["SIG"] = "left out" },
    };

    private static readonly Reproduction Made = new("table9", "CIFAR10", "Rates", [Row("Blend")], ["100 images."])
    {
        Origin = Now,
        Conditions = "profile small, seed 1",
        Parts = ["BadNets", "Blend", "BadNets, seed 2", "SIG", "WaNet"],
        Missing = ["BadNets", "BadNets, seed 2", "SIG", "WaNet"],
    };

    [Fact]
    public void Rows_of_missing_parts_come_from_the_run_before_in_the_order_of_the_table()
    {
        Reproduction whole = Made.CompletedBy(Before);
        whole.Measurements.Select(row => (row.Subject, row.Origin)).ShouldBe([("BadNets", Then), ("BadNets / pixels", Then), ("Blend", null), ("BadNets, seed 2 (not taken)", Then)]);
        whole.Missing.ShouldBe(["WaNet"]);
        whole.Remarks.ShouldBe(Before.Remarks, ignoreOrder: true);
    }

    [Fact]
    public void Curves_of_missing_parts_come_from_the_run_before()
    {
        Reproduction whole = (Made with { Curves = [Line("Blend", 1)] }).CompletedBy(Before with { Curves = [Line("BadNets", 2), Line("Blend", 3)] });
        whole.Curves.Select(curve => (curve.Name, curve.Points[0].X)).ShouldBe([("BadNets", 2), ("Blend", 1)]);
    }

    [Fact]
    public void A_row_that_was_kept_before_keeps_the_origin_that_it_had()
    {
        Reproduction twice = (Made with { Origin = "tomorrow" }).CompletedBy(Made.CompletedBy(Before) with { Missing = [] });
        twice.Measurements[0].Origin.ShouldBe(Then);
    }

    [Fact]
    public void A_measured_part_is_not_replaced()
    {
        Reproduction before = Before with { Measurements = [Row("Blend") with { Ours = 0.1 }] };
        Made.CompletedBy(before).Measurements.ShouldBe(Made.Measurements);
    }

    [Theory]
    [InlineData("profile small, seed 1", "100 images.", true)]
    [InlineData("profile small, seed 2", "100 images.", false)]
    [InlineData(null, "100 images.", false)]
    [InlineData("profile small, seed 1", "50 images.", false)]
    public void Rows_of_other_conditions_or_sizes_do_not_belong_here(string? conditions, string sizes, bool expected) =>
        Made.GoesWith(Before with { Conditions = conditions, Settings = [sizes] }).ShouldBe(expected);

    [Fact]
    public void A_run_that_measured_nothing_leaves_the_table_as_it_was()
    {
        Reproduction nothing = (Made with { Measurements = [], Parts = ["BadNets", "BadNets, seed 2"], Missing = ["BadNets", "BadNets, seed 2"] }).CompletedBy(Before);
        nothing.Origin.ShouldBe(Then);
        nothing.Measurements.ShouldBe([.. Before.Measurements.Take(3)]);
    }

    [Fact]
    public void What_a_measured_part_has_no_more_does_not_come_back()
    {
        Reproduction less = (Made with { Measurements = [Row("BadNets"), Row("Blend")], Missing = [], Remarks = new Dictionary<string, string> { ["BadNets, seed 2"] = "left out" } }).CompletedBy(Before);
        less.Measurements.Select(row => row.Subject).ShouldBe(["BadNets", "Blend"]);
    }

    [Fact]
    public void Rows_that_are_only_read_again_keep_their_origin()
    {
        Reproduction again = (Made with { Measurements = [Row("BadNets"), Row("BadNets / pixels"), Row("Blend")], Missing = ["BadNets, seed 2"] }).CompletedBy(Before);
        again.Measurements.Select(row => (row.Subject, row.Origin)).ShouldBe([("BadNets", Then), ("BadNets / pixels", Then), ("Blend", null), ("BadNets, seed 2 (not taken)", Then)]);
        again.Origin.ShouldBe(Now);
    }

    [Fact]
    public void A_row_belongs_to_the_part_of_the_longest_name()
    {
        string[] named = ["BadNets", "BadNets / known trigger"];
        Reproduction.PartOf(named, "BadNets / known trigger").ShouldBe("BadNets / known trigger");
        Reproduction.PartOf(named, "BadNets / pixels").ShouldBe("BadNets");
        Reproduction.PartOf(named, "BadNets, seed 2").ShouldBeNull();
    }

    private static Curve Line(string name, double at) => new(name, [new CurvePoint(at, "", 0)]);

    private static Measurement Row(string subject) => new(subject, "TPR", null, 0.5, 1);
}
