using DeepDefense.Evidence;

namespace DeepDefense.Tests.Evidence;

public sealed class LogLikelihoodRatioTests
{
    private static readonly double[] Low = [-2, -1, 0, 1, 2], High = [8, 9, 10, 11, 12];

    [Fact]
    public void It_is_0_in_the_middle_rises_and_keeps_within_its_bound()
    {
        Func<double, double> nats = LogLikelihoodRatio.Of(High, Low);
        nats(5).ShouldBe(0, 1e-12);
        (nats(5.5) > nats(5) && nats(50) > nats(5.5)).ShouldBeTrue();
        Math.Abs(nats(-1000)).ShouldBeLessThanOrEqualTo(LogLikelihoodRatio.Bound);
    }

    [Fact]
    public void Near_the_middle_it_is_that_of_two_normal_distributions()
    {
        double variance = 1.4826 * 1.4826;
        LogLikelihoodRatio.Of(High, Low)(5.01).ShouldBe(10 / variance * 0.01, 1e-5);
    }

    [Fact]
    public void Where_suspected_images_do_not_score_higher_it_says_nothing() =>
        LogLikelihoodRatio.Of(Low, High)(100).ShouldBe(0);

    [Fact]
    public void Without_images_of_a_kind_it_says_nothing() =>
        LogLikelihoodRatio.Of([], Low)(100).ShouldBe(0);
}
