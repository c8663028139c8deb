using DeepDefense.Evidence;

namespace DeepDefense.Tests.Evidence;

public sealed class ScoreSplitTests
{
    [Fact]
    public void The_middle_lies_between_the_means_of_both_groups() => ScoreSplit.Of([10, 0, 11, 1, 9]).ShouldBe(5.25);

    [Fact]
    public void A_small_group_far_away_is_a_group_of_its_own() => ScoreSplit.Of([.. Enumerable.Repeat(0.0, 95), 1, -1, .. Enumerable.Repeat(8.0, 5)]).ShouldBe(4, 0.1);

    [Fact]
    public void Of_all_divisions_none_leaves_less_variance()
    {
        double[] scores = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i * i) * (i % 3 + 1))];
        double Within(double bound) => scores.GroupBy(score => score > bound).Sum(group => group.Sum(score => Math.Pow(score - group.Average(), 2)));
        double best = scores.Order().SkipLast(1).Min(Within);
        Within(ScoreSplit.Of(scores)).ShouldBe(best, 1e-12);
    }
}
