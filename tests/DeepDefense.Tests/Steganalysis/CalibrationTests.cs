using System.Text.Json;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Steganalysis;

/// <summary>Against exact rational numbers: tests/oracle/make_calibration_numbers.py.</summary>
public sealed class CalibrationTests
{
    [Fact]
    public void Chances_are_those_of_the_beta_binomial_distribution()
    {
        foreach (JsonElement row in Rows("betaBinomial"))
        {
            double chance = new Calibration(row.GetProperty("images").GetDouble(), row.GetProperty("above").GetDouble())
                .ChanceOf(row.GetProperty("count").GetInt32(), row.GetProperty("atLeast").GetInt32());
            Relative(chance, row.GetProperty("chance").GetDouble()).ShouldBeLessThan(1e-10, row.ToString());
        }
    }

    [Fact]
    public void The_least_share_beyond_a_chance_is_the_first_count_that_has_it()
    {
        Calibration calibration = new(40, 1);
        int least = Enumerable.Range(1, 300).First(count => calibration.ChanceOf(300, count) <= 0.01);
        calibration.LeastShareBeyond(300, 0.01).ShouldBe(least / 300.0);
        new Calibration(1, 0).LeastShareBeyond(10, 0.001).ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Many_held_out_images_give_the_binomial_distribution()
    {
        const double Many = 1e10;
        foreach (JsonElement row in Rows("binomial"))
        {
            double chance = new Calibration(Many, Many * row.GetProperty("rate").GetDouble())
                .ChanceOf(row.GetProperty("count").GetInt32(), row.GetProperty("atLeast").GetInt32());
            Relative(chance, row.GetProperty("chance").GetDouble()).ShouldBeLessThan(1e-5, row.ToString());
        }
    }

    [Fact]
    public void Clean_images_exceed_a_threshold_set_by_others_as_often_as_it_says()
    {
        // 40 held out, the threshold is the 3rd highest score, 60 further ones: P(at least 10 above).
        const int Trials = 20_000;
        RandomStream random = new Seed(7).For("calibration").Stream();
        int exceeded = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            double threshold = Enumerable.Range(0, 40).Select(_ => random.NextGaussian()).OrderDescending().ElementAt(2);
            if (Enumerable.Range(0, 60).Count(_ => random.NextGaussian() > threshold) >= 10) { exceeded++; }
        }
        double chance = new Calibration(40, 2).ChanceOf(60, 10);
        double deviation = Math.Sqrt(chance * (1 - chance) / Trials);
        ((double)exceeded / Trials).ShouldBe(chance, 4 * deviation);
    }

    [Fact]
    public void A_chance_too_small_for_a_double_is_zero_and_no_error()
    {
        new Calibration(1e6, 10).ChanceOf(100_000, 100_000).ShouldBe(0);
    }

    [Fact]
    public void Without_held_out_images_nothing_is_improbable()
    {
        new Calibration(0, 0).ChanceOf(50, 50).ShouldBe(1);
        new Calibration(9, 9).ChanceOf(50, 50).ShouldBe(1);
    }

    [Fact]
    public void More_above_than_were_held_out_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Calibration(3, 4)).Message.ShouldContain("[0, 3]");
    }

    private static double Relative(double found, double expected) => Numbers.LargestDifference([found / expected], [1]);

    private static JsonElement[] Rows(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Numbers.OraclePath("calibration.json")));
        return [.. document.RootElement.Clone().GetProperty(name).EnumerateArray()];
    }
}
