using DeepDefense.Reporting.Plots;

namespace DeepDefense.Tests.Reporting.Plots;

public sealed class PlotAxisTests
{
    [Theory]
    [InlineData(0, 1, new[] { "0", "0.2", "0.4", "0.6", "0.8", "1" })]
    [InlineData(-7, 13, new[] { "-5", "0", "5", "10" })]
    [InlineData(0, 20000, new[] { "0", "5,000", "10,000", "15,000", "20,000" })]
    [InlineData(3, 3, new[] { "3" })]
    public void Ticks_are_round_numbers(double low, double high, string[] expected) =>
        new PlotAxis("", low, high).Ticks().Select(tick => tick.Text).ShouldBe(expected);

    [Fact]
    public void Ticks_of_a_logarithmic_axis_are_powers_of_ten() =>
        new PlotAxis("", 1e-4, 1, Logarithmic: true).Ticks().Select(tick => tick.Text).ShouldBe(["0.0001", "0.001", "0.01", "0.1", "1"]);

    [Fact]
    public void Half_of_the_way_on_a_logarithmic_axis_is_the_geometric_mean() => new PlotAxis("", 1, 100, Logarithmic: true).Place(10).ShouldBe(0.5, 1e-12);

    [Fact]
    public void Values_beyond_the_axis_are_held_at_its_ends() =>
        new[] { -5.0, 0, 5 }.Select(new PlotAxis("", 1, 100, Logarithmic: true).Place).ShouldBe([0, 0, Math.Log10(5) / 2]);
}
