using System.Text.Json;
using DeepDefense.Steganalysis;

namespace DeepDefense.Tests.Steganalysis;

public sealed class SrmFiltersTests
{
    private const int Area = SrmFilters.Side * SrmFilters.Side;

    [Fact]
    public void There_are_thirty_filters() => SrmFilters.Weights(1).Length.ShouldBe(30 * Area);

    [Fact]
    public void Each_sums_to_zero() =>
        SrmFilters.Weights(1).Chunk(Area).ShouldAllBe(filter => Math.Abs(filter.Sum(weight => (double)weight)) < 1e-6);

    [Fact]
    public void Each_has_minus_one_at_its_centre() =>
        SrmFilters.Weights(1).Chunk(Area).ShouldAllBe(filter => filter[Area / 2] == -1);

    [Fact]
    public void No_two_are_the_same() =>
        SrmFilters.Weights(1).Chunk(Area).Select(filter => string.Join(' ', filter)).Distinct().Count().ShouldBe(30);

    [Fact]
    public void Each_colour_band_has_all() =>
        SrmFilters.Weights(3).Chunk(30 * Area).ShouldAllBe(band => band.SequenceEqual(SrmFilters.Weights(1)));

    [RealDataFact]
    public void They_are_those_of_the_authors_in_their_order()
    {
        string text = File.ReadAllText(Path.Combine(RealData.Root!, "srm-kernels.json"));
        float[][][] published = JsonSerializer.Deserialize<float[][][]>(text)!;
        SrmFilters.Weights(1).ShouldBe(published.SelectMany(filter => filter).SelectMany(row => row), 1e-6);
    }
}
