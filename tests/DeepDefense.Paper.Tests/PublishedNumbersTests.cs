namespace DeepDefense.Paper.Tests;

public class PublishedNumbersTests
{
    // Copied from the paper a second time, by hand.
    [Theory]
    [InlineData(0.1970, "table1", "badnets", "trigger red-blue")]
    [InlineData(0.9744, "table1", "blend-patch", "intensity green-blue")]
    [InlineData(0.9991, "table4", "cifar10", "ssba", "ASR")]
    [InlineData(0.9131, "table4", "vggface2", "none", "CA")]
    [InlineData(0.9492, "table5", "cifar10", "ssba", "DSR")]
    [InlineData(0.6043, "table6", "cifar10", "blend-patch", "unlearning CA")]
    [InlineData(0.0797, "table6", "vggface2", "ssba", "ABL CA")]
    public void A_number_stands_where_the_paper_has_it(double expected, string first, string second, string third, string? fourth = null)
    {
        string[] path = fourth is null ? [first, second, third] : [first, second, third, fourth];
        PublishedNumbers.Find(path)!.Value.ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void What_the_paper_does_not_print_is_not_there()
    {
        PublishedNumbers.Find("table5", "cifar10", "badnets", "FPR").ShouldBeNull();
        PublishedNumbers.Find("table9").ShouldBeNull();
        PublishedNumbers.Find("table5").ShouldBeNull();
    }
}
