using DeepDefense.Evaluation;

namespace DeepDefense.Tests.Evaluation;

public class ClopperPearsonTests
{
    // Exact rational arithmetic in Python (math.comb, fractions and 50-digit decimals), bisected to the last bit.
    [Theory]
    [InlineData(0, 300, 0.95, 0.00993608194445771)]
    [InlineData(1, 500, 0.90, 0.007756994552213629)]
    [InlineData(0, 10, 0.90, 0.20567176527571854)]
    [InlineData(3, 20, 0.95, 0.3436638043142818)]
    [InlineData(10, 2000, 0.90, 0.007692906269718137)]
    [InlineData(40, 5000, 0.90, 0.00986874581776094)]
    [InlineData(9, 10, 0.50, 0.9330329915368074)]
    public void The_bound_on_a_rate_seen_k_times_in_n(int events, int trials, double confidence, double bound) =>
        ClopperPearson.UpperBound(events, trials, confidence).ShouldBe(bound, bound * 1e-11);

    [Theory]
    [InlineData(50)]
    [InlineData(300)]
    [InlineData(100_000)]
    public void Without_an_event_it_has_a_closed_form(int trials) =>
        ClopperPearson.UpperBound(0, trials, 0.95)
            .ShouldBe(-double.ExpM1(Math.Log(0.05) / trials), 1e-15 + (1e-11 / trials));

    [Fact]
    public void It_rises_with_the_events_and_the_confidence_and_falls_with_the_trials()
    {
        double bound = ClopperPearson.UpperBound(5, 1000, 0.9);
        ClopperPearson.UpperBound(6, 1000, 0.9).ShouldBeGreaterThan(bound);
        ClopperPearson.UpperBound(5, 1000, 0.95).ShouldBeGreaterThan(bound);
        ClopperPearson.UpperBound(5, 1001, 0.9).ShouldBeLessThan(bound);
    }

    [Fact]
    public void Where_every_trial_was_an_event_the_rate_may_be_1() =>
        ClopperPearson.UpperBound(7, 7, 0.9).ShouldBe(1);

    [Theory]
    [InlineData(0, 0, 0.9)]
    [InlineData(-1, 5, 0.9)]
    [InlineData(6, 5, 0.9)]
    [InlineData(1, 5, 1)]
    public void Values_out_of_range_are_refused(int events, int trials, double confidence) =>
        Should.Throw<ArgumentOutOfRangeException>(() => ClopperPearson.UpperBound(events, trials, confidence));
}
