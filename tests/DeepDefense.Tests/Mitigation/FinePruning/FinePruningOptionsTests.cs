using DeepDefense.Mitigation.FinePruning;

namespace DeepDefense.Tests.Mitigation;

public sealed class FinePruningOptionsTests
{
    [Fact]
    public void The_paper_prunes_sixty_percent_of_the_last_convolution_and_does_not_fine_tune()
    {
        FinePruningOptions paper = FinePruningOptions.Paper;
        (paper.Layer, paper.Share, paper.FineTuningEpochs).ShouldBe((PrunedLayer.LastConvolution, 0.6, 0));
    }

    [Fact]
    public void The_defaults_are_those_of_the_authors() => FinePruningOptions.Original.ShouldBe(new FinePruningOptions());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_share_of_all_channels_or_none_is_refused(double share) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new FinePruningOptions { Share = share });

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_fall_of_the_accuracy_is_a_share_of_it(double fall) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new FinePruningOptions { AccuracyFall = fall });
}
