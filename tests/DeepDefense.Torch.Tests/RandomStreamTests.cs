using System.Globalization;
using System.Text.Json;

namespace DeepDefense.Torch.Tests;

public sealed class RandomStreamTests : IDisposable
{
    private readonly JsonDocument _known = JsonDocument.Parse(File.ReadAllText(Numbers.OraclePath("random.json")));

    public void Dispose() => _known.Dispose();

    [Fact]
    public void Bits_are_those_of_xoshiro_filled_by_splitmix()
    {
        foreach (JsonProperty known in _known.RootElement.GetProperty("bits").EnumerateObject())
        {
            RandomStream stream = new(new Seed(ulong.Parse(known.Name, CultureInfo.InvariantCulture)));
            foreach (JsonElement bits in known.Value.EnumerateArray())
            {
                stream.NextUInt64().ToString(CultureInfo.InvariantCulture).ShouldBe(bits.GetString());
            }
        }
    }

    [Fact]
    public void Doubles_are_the_upper_53_bits() => Take(stream => stream.NextDouble(), 6).ShouldBe(Known("doubles"));

    [Theory]
    [InlineData(10)]
    [InlineData(2_000_000_000)]
    public void Whole_numbers_are_those_of_lemire(int bound) =>
        Take(stream => (double)stream.Next(bound), 20).ShouldBe(Known($"below{bound}"));

    [Fact]
    public void Gaussians_are_those_of_box_and_muller() =>
        Numbers.ShouldAgree(Take(stream => stream.NextGaussian(), 6), Known("gaussians"), 1e-14, "gaussians");

    [Fact]
    public void A_permutation_is_that_of_fisher_and_yates() =>
        new RandomStream(new Seed(42)).Permutation(12).Select(i => (double)i).ShouldBe(Known("permutation"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_permutation_has_every_number_once(int count) =>
        new RandomStream(new Seed(7)).Permutation(count).Order().ShouldBe(Enumerable.Range(0, count));

    [Fact]
    public void Every_permutation_of_three_is_equally_likely()
    {
        RandomStream stream = new(new Seed(3));
        Dictionary<string, int> counts = [];
        for (int i = 0; i < 6000; i++)
        {
            string order = string.Join(' ', stream.Permutation(3));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        counts.Values.ShouldAllBe(count => Math.Abs(count - 1000) < 150); // five standard deviations
    }

    [Fact]
    public void Whole_numbers_are_spread_evenly()
    {
        RandomStream stream = new(new Seed(5));
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) { counts[stream.Next(7)]++; }
        counts.ShouldAllBe(count => Math.Abs(count - 10_000) < 470); // five standard deviations
    }

    [Fact]
    public void A_bound_of_one_leaves_zero() => Take(stream => stream.Next(1), 20).ShouldAllBe(number => number == 0);

    [Fact]
    public void The_largest_bound_is_kept() =>
        Take(stream => stream.Next(int.MaxValue), 1000).ShouldAllBe(number => number >= 0 && number < int.MaxValue);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_bound_that_is_not_positive_is_refused(int bound) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new RandomStream(default).Next(bound));

    [Fact]
    public void Doubles_stay_in_the_unit_interval() =>
        Take(stream => stream.NextDouble(), 10_000).ShouldAllBe(number => number >= 0 && number < 1);

    [Fact]
    public void Gaussians_have_mean_zero() => Moment(1).ShouldBe(0, 0.016); // five standard errors

    [Fact]
    public void Gaussians_have_variance_one() => Moment(2).ShouldBe(1, 0.023);

    [Fact]
    public void Gaussians_are_not_skewed() => Moment(3).ShouldBe(0, 0.062);

    [Fact]
    public void Gaussians_have_a_fourth_moment_of_three() => Moment(4).ShouldBe(3, 0.155);

    private static double Moment(int power) =>
        Take(stream => Math.Pow(stream.NextGaussian(), power), 100_000).Average();

    private static T[] Take<T>(Func<RandomStream, T> next, int count)
    {
        RandomStream stream = new(new Seed(42));
        return [.. Enumerable.Range(0, count).Select(_ => next(stream))];
    }

    private double[] Known(string name) =>
        [.. _known.RootElement.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
}
