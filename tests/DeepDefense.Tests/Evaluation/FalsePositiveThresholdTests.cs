using System.Text.Json;
using DeepDefense.Evaluation;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Evaluation;

public class FalsePositiveThresholdTests
{
    // From exact binomial sums: the largest k whose bound at confidence 0.9 is at most 0.01.
    [Theory]
    [InlineData(229, 0, false)]
    [InlineData(230, 0, true)]
    [InlineData(387, 0, true)]
    [InlineData(388, 1, true)]
    [InlineData(500, 1, true)]
    [InlineData(1000, 5, true)]
    [InlineData(2000, 13, true)]
    public void As_many_scores_may_lie_above_it_as_the_sample_can_vouch_for(int heldOut, int exceedances, bool isMet)
    {
        FalsePositiveThreshold chosen = FalsePositiveThreshold.Choose(Distinct(heldOut), 0.01);
        chosen.Exceedances.ShouldBe(exceedances);
        chosen.Threshold.ShouldBe(heldOut - 1 - exceedances);
        chosen.HeldOut.ShouldBe(heldOut);
        chosen.IsMet.ShouldBe(isMet);
        chosen.UpperBound.ShouldBe(ClopperPearson.UpperBound(exceedances, heldOut, 0.9));
    }

    [Fact]
    public void A_small_sample_gets_its_highest_score_and_the_bound_that_does_hold()
    {
        FalsePositiveThreshold chosen = FalsePositiveThreshold.Choose(Distinct(10), 0.01);
        chosen.Threshold.ShouldBe(9);
        chosen.IsMet.ShouldBeFalse();
        chosen.UpperBound.ShouldBe(0.20567176527571854, 1e-12);
        chosen.Flags(9).ShouldBeFalse();
        chosen.Flags(9.1).ShouldBeTrue();
    }

    [Fact]
    public void Equal_scores_are_not_split()
    {
        double[] scores = [.. Enumerable.Repeat(1.0, 10), .. Enumerable.Repeat(0.0, 990)];
        FalsePositiveThreshold chosen = FalsePositiveThreshold.Choose(scores, 0.01);
        (chosen.Threshold, chosen.Exceedances).ShouldBe((1, 0));
        chosen.UpperBound.ShouldBe(ClopperPearson.UpperBound(5, 1000, 0.9));
    }

    [Fact]
    public void The_true_rate_is_below_the_wanted_one_as_often_as_promised()
    {
        // Uniform scores: the true false-positive rate of a threshold t is 1 - t.
        const int Trials = 2000;
        int kept = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            RandomStream random = new Seed(21).For("trial", trial).Stream();
            double[] scores = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())];
            if (1 - FalsePositiveThreshold.Choose(scores, 0.01).Threshold <= 0.01) { kept++; }
        }
        // Promised 0.9; with k = 1 of 500 it is 1 - P(Binomial(500, 0.01) <= 1) = 0.960, standard deviation 0.0044.
        ((double)kept / Trials).ShouldBe(0.960, 0.018);
    }

    [Fact]
    public void The_order_of_the_scores_does_not_matter() =>
        FalsePositiveThreshold.Choose([.. Distinct(300).Reverse()], 0.02)
            .ShouldBe(FalsePositiveThreshold.Choose(Distinct(300), 0.02));

    [Fact]
    public void It_is_read_back_from_JSON_as_it_was()
    {
        FalsePositiveThreshold chosen = FalsePositiveThreshold.Choose(Distinct(300), 0.02);
        string json = JsonSerializer.Serialize(chosen, JsonSerializerOptions.Web);
        JsonSerializer.Deserialize<FalsePositiveThreshold>(json, JsonSerializerOptions.Web).ShouldBe(chosen);
    }

    [Fact]
    public void Without_scores_or_with_impossible_rates_there_is_no_threshold()
    {
        Should.Throw<ArgumentException>(() => FalsePositiveThreshold.Choose([], 0.01));
        Should.Throw<ArgumentException>(() => FalsePositiveThreshold.Choose([double.NaN], 0.01));
        Should.Throw<ArgumentOutOfRangeException>(() => FalsePositiveThreshold.Choose([1], 0));
        Should.Throw<ArgumentOutOfRangeException>(() => FalsePositiveThreshold.Choose([1], 0.01, confidence: 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new FalsePositiveThreshold(0, 5, 5, 0.1, 0.01, 0.9));
    }

    private static double[] Distinct(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];
}
