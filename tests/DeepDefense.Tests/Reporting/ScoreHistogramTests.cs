using DeepDefense.Reporting;

namespace DeepDefense.Tests.Reporting;

public sealed class ScoreHistogramTests
{
    [Fact]
    public void Every_image_is_counted_once()
    {
        ScoreHistogram histogram = ScoreHistogram.Of([-3, 0, 3, 3], [false, false, true, false]);
        (histogram.Low, histogram.High).ShouldBe((-3, 3));
        (histogram.Counts.Sum(), histogram.Poisoned!.Sum()).ShouldBe((3, 1));
        (histogram.Counts[0], histogram.Counts[30], histogram.Counts[^1], histogram.Poisoned![^1]).ShouldBe((1, 1, 1, 1));
    }

    [Fact]
    public void Scores_that_are_all_one_have_a_bin() => ScoreHistogram.Of([2, 2], []).Counts[0].ShouldBe(2);

    [Fact]
    public void Scores_without_end_are_counted_at_the_ends()
    {
        ScoreHistogram histogram = ScoreHistogram.Of([double.NegativeInfinity, 0, 1, double.PositiveInfinity], []);
        (histogram.Low, histogram.High, histogram.Counts[0], histogram.Counts[^1]).ShouldBe((0, 1, 2, 2));
    }
}
