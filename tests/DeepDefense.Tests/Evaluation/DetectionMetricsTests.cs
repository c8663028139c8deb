using System.Text.Json;
using DeepDefense.Evaluation;

namespace DeepDefense.Tests.Evaluation;

public class DetectionMetricsTests
{
    private static readonly double[] Scores = [0.9, 0.8, 0.7, 0.2, 0.6, 0.1, 0.1, 0.1];
    private static readonly bool[] IsPoisoned = [true, true, false, true, false, false, false, false];

    [Fact]
    public void Flagged_images_count_for_the_rates_and_isolated_ones_for_the_precision()
    {
        DetectionMetrics metrics = DetectionMetrics.Of(Scores, flagged: [0, 1, 2], isolated: [2, 0], IsPoisoned);
        metrics.Flagged.ShouldBe(3);
        metrics.Isolated.ShouldBe(2);
        metrics.DetectionSuccessRate.ShouldBe(2.0 / 3);
        metrics.FalsePositiveRate.ShouldBe(1.0 / 5);
        metrics.Precision.ShouldBe(0.5);
        metrics.Auc.ShouldBe(13.0 / 15);
        metrics.DetectionSuccessRateAt001.ShouldBe(2.0 / 3);
        metrics.DetectionSuccessRateAt05.ShouldBe(2.0 / 3);
    }

    [Fact]
    public void Cover_images_count_for_no_rate_but_among_the_flagged_and_isolated()
    {
        // Image 2, flagged and isolated, is a cover: what is left is three poisoned ones and four clean ones, none of them flagged.
        DetectionMetrics metrics = DetectionMetrics.Of(Scores, flagged: [0, 1, 2], isolated: [2, 0], IsPoisoned, covers: [2]);
        (metrics.Flagged, metrics.Isolated).ShouldBe((3, 2));
        (metrics.DetectionSuccessRate, metrics.FalsePositiveRate, metrics.Precision).ShouldBe((2.0 / 3, 0, 1));
        metrics.Auc.ShouldBe(11.0 / 12);
    }

    [Fact]
    public void The_three_fixed_rates_are_a_thousandth_a_hundredth_and_a_twentieth()
    {
        // Clean scores 0 to 999; a poisoned one above the highest, one under 5 clean ones, one under 30, one under 60.
        double[] scores = [.. Enumerable.Range(0, 1000).Select(i => (double)i), 1000, 994.5, 969.5, 939.5];
        bool[] isPoisoned = [.. Enumerable.Repeat(false, 1000), true, true, true, true];
        DetectionMetrics metrics = DetectionMetrics.Of(scores, [], [], isPoisoned);
        metrics.DetectionSuccessRateAt001.ShouldBe(0.25);
        metrics.DetectionSuccessRateAt01.ShouldBe(0.5);
        metrics.DetectionSuccessRateAt05.ShouldBe(0.75);
    }

    [Fact]
    public void What_nothing_was_isolated_from_has_no_precision() =>
        DetectionMetrics.Of(Scores, [0], [], IsPoisoned).Precision.ShouldBeNull();

    [Fact]
    public void A_set_without_poison_has_a_false_positive_rate_but_nothing_to_detect()
    {
        DetectionMetrics metrics = DetectionMetrics.Of([1, 2, 3, 4], [3], [3], new bool[4]);
        metrics.FalsePositiveRate.ShouldBe(0.25);
        metrics.Precision.ShouldBe(0);
        metrics.DetectionSuccessRate.ShouldBeNull();
        metrics.Auc.ShouldBeNull();
        metrics.DetectionSuccessRateAt01.ShouldBeNull();
    }

    [Fact]
    public void Without_ground_truth_only_the_counts_are_known()
    {
        DetectionMetrics metrics = DetectionMetrics.WithoutTruth(flagged: 3, isolated: 2);
        metrics.ShouldBe(new DetectionMetrics { Flagged = 3, Isolated = 2 });
        JsonSerializer.Serialize(metrics).ShouldStartWith("""
            {"detectionSuccessRate":null,"falsePositiveRate":null,"auc":null,"precision":null,"isolated":2,"flagged":3
            """);
    }

    [Fact]
    public void Its_JSON_is_read_back_as_it_was()
    {
        DetectionMetrics metrics = DetectionMetrics.Of(Scores, [0, 1, 2], [0, 2], IsPoisoned);
        JsonSerializer.Deserialize<DetectionMetrics>(JsonSerializer.Serialize(metrics)).ShouldBe(metrics);
    }

    [Fact]
    public void Scores_and_truth_of_different_length_are_refused() =>
        Should.Throw<ArgumentException>(() => DetectionMetrics.Of([1], [], [], [true, false])).Message
            .ShouldContain("1 scores for 2 images");
}
