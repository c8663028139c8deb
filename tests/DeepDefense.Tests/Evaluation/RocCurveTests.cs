using DeepDefense.Evaluation;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Evaluation;

public class RocCurveTests
{
    [Theory]
    [InlineData(new[] { 4.0, 3, 2, 1 }, new[] { true, true, false, false }, 1)]
    [InlineData(new[] { 1.0, 2, 3, 4 }, new[] { true, true, false, false }, 0)]
    [InlineData(new[] { 4.0, 2, 3, 1 }, new[] { true, true, false, false }, 0.75)]
    [InlineData(new[] { 5.0, 5, 5, 5 }, new[] { true, true, false, false }, 0.5)]
    // Pairs: 3 > 2, 3 > 1, 2 = 2 (half), 2 > 1: 3.5 of 4.
    [InlineData(new[] { 3.0, 2, 2, 1 }, new[] { true, true, false, false }, 0.875)]
    [InlineData(new[] { double.PositiveInfinity, 0, double.NegativeInfinity }, new[] { true, true, false }, 1)]
    public void The_area_is_the_chance_that_a_poisoned_image_scores_higher(
        double[] scores, bool[] isPoisoned, double area) => new RocCurve(scores, isPoisoned).Auc.ShouldBe(area);

    [Fact]
    public void The_area_equals_the_count_over_all_pairs_with_ties_and_turns_round_with_the_scores()
    {
        RandomStream random = new Seed(11).Stream();
        double[] scores = [.. Enumerable.Range(0, 300).Select(_ => (double)random.Next(40))];
        bool[] isPoisoned = [.. scores.Select(score => random.Next(60) < score + 5)];
        double pairs = 0;
        double wins = 0;
        for (int i = 0; i < 300; i++)
        {
            for (int j = 0; j < 300; j++)
            {
                if (!isPoisoned[i] || isPoisoned[j]) { continue; }
                pairs++;
                wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }
        double area = new RocCurve(scores, isPoisoned).Auc;
        area.ShouldBe(wins / pairs);
        new RocCurve([.. scores.Select(score => -score)], isPoisoned).Auc.ShouldBe(1 - area, 1e-15);
    }

    [Fact]
    public void The_order_of_the_images_does_not_matter()
    {
        RocCurve curve = new([1, 2, 2, 3], [false, true, false, true]);
        RocCurve other = new([2, 3, 1, 2], [false, true, false, true]);
        other.Points.ShouldBe(curve.Points);
    }

    [Fact]
    public void It_has_one_point_for_no_image_flagged_and_one_for_each_distinct_score() =>
        new RocCurve([3, 2, 2, 1], [true, true, false, false]).Points.ShouldBe(
        [
            new(double.PositiveInfinity, 0, 0), new(3, 0, 0.5), new(2, 0.5, 1), new(1, 1, 1),
        ]);

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.49, 0.5)]
    [InlineData(0.5, 1)]
    [InlineData(1, 1)]
    public void The_detection_rate_at_a_false_positive_rate_never_splits_equal_scores(double allowed, double rate) =>
        new RocCurve([3, 2, 2, 1], [true, true, false, false]).DetectionRateAt(allowed).ShouldBe(rate);

    [Fact]
    public void One_false_positive_in_a_hundred_is_one_percent()
    {
        double[] scores = [.. Enumerable.Range(0, 100).Select(i => (double)i), 98.5];
        bool[] isPoisoned = [.. Enumerable.Repeat(false, 100), true];
        new RocCurve(scores, isPoisoned).DetectionRateAt(0.01).ShouldBe(1);
        new RocCurve(scores, isPoisoned).DetectionRateAt(0.0099).ShouldBe(0);
    }

    [Fact]
    public void What_has_no_curve_is_refused()
    {
        Should.Throw<ArgumentException>(() => new RocCurve([1], [true, false])).Message.ShouldContain("1 scores for 2");
        Should.Throw<ArgumentException>(() => new RocCurve([1, double.NaN], [true, false])).Message
            .ShouldContain("the score of image 1 is not a number");
        Should.Throw<ArgumentException>(() => new RocCurve([1, 2], [true, true])).Message
            .ShouldContain("2 poisoned and 0 clean images");
        Should.Throw<ArgumentOutOfRangeException>(() => new RocCurve([1, 2], [true, false]).DetectionRateAt(1.5));
    }
}
