namespace DeepDefense.Paper.Tests;

public class MeasurementTests
{
    [Fact]
    public void Rates_are_shown_in_percent() =>
        new Measurement("BadNets", "ASR", 0.75, 0.5, 12.4).Cells.ShouldBe(["BadNets", "ASR", "75.0", "50.0", "-25.0", "12"]);

    [Theory]
    [InlineData("AUC")]
    [InlineData("intensity red-blue")]
    [InlineData("trigger red-blue")]
    public void Areas_and_correlations_are_shown_plain(string quantity) =>
        new Measurement("BadNets", quantity, null, 0.98765, 3).Cells.ShouldBe(["BadNets", quantity, "-", "0.9877", "-", "3"]);
}
