using DeepDefense.Datasets;
using DeepDefense.Steganalysis.Mixture;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Steganalysis.Mixture;

/// <summary>What each family does and does not do to an image.</summary>
public sealed class PerturbationTests
{
    private const int Draws = 60, Side = 32;
    private static readonly LabeledImages Photographs = SyntheticImages.Create(new SyntheticOptions { TrainCount = 20, TestCount = 1, Size = Side }, new Seed(1)).Train;

    [Theory]
    [InlineData(PerturbationFamilies.Sinusoids, SinusoidPerturbation.MostAmplitude)]
    [InlineData(PerturbationFamilies.Bands, BandPerturbation.MostAmplitude)]
    [InlineData(PerturbationFamilies.Encoders, EncoderPerturbation.MostAmplitude)]
    [InlineData(PerturbationFamilies.Embedding, EmbeddingPerturbation.MostChange)]
    [InlineData(PerturbationFamilies.Blends, 255 * BlendPerturbation.MostAlpha + 0.5)]
    [InlineData(PerturbationFamilies.Reflections, 255 * ReflectionPerturbation.MostAlpha + 0.5)]
    public void No_value_moves_further_than_the_family_allows(PerturbationFamilies family, double levels) =>
        Pairs(family).Max(pair => pair.Before.Zip(pair.After).Max(values => Math.Abs(values.First - values.Second))).ShouldBeInRange((int)levels / 2, (int)levels);

    [Fact]
    public void A_block_has_at_most_eight_pixels_a_side()
    {
        foreach ((byte[] before, byte[] after) in Pairs(PerturbationFamilies.Blocks))
        {
            int[] places = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).Select(i => i % (Side * Side))];
            if (places.Length == 0) { continue; }
            (places.Max(place => place / Side) - places.Min(place => place / Side)).ShouldBeLessThan(8);
            (places.Max(place => place % Side) - places.Min(place => place % Side)).ShouldBeLessThan(8);
        }
    }

    [Fact]
    public void Quantised_colours_have_4_to_32_levels()
    {
        int[] levels = [.. Pairs(PerturbationFamilies.Quantisation).Select(pair => pair.After[..(Side * Side)].Distinct().Count())];
        levels.Max().ShouldBeLessThanOrEqualTo(32);
        levels.Min().ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public void A_warp_invents_no_value_that_is_not_near()
    {
        foreach ((byte[] before, byte[] after) in Pairs(PerturbationFamilies.Warps))
        {
            for (int i = 0; i < Side * Side; i++)
            {
                (int row, int column) = (i / Side, i % Side);
                int[] near = [.. from y in Enumerable.Range(row - 1, 3)
                                 from x in Enumerable.Range(column - 1, 3)
                                 where y is >= 0 and < Side && x is >= 0 and < Side
                                 select (int)before[y * Side + x]];
                ((int)after[i]).ShouldBeInRange(near.Min(), near.Max());
            }
        }
    }

    [Fact]
    public void A_tone_curve_keeps_the_order_of_levels_in_a_band()
    {
        foreach ((byte[] before, byte[] after) in Pairs(PerturbationFamilies.Tones))
        {
            byte[] ordered = [.. before[..(Side * Side)].Zip(after[..(Side * Side)]).OrderBy(pair => pair.First).Select(pair => pair.Second)];
            ordered.ShouldBe([.. ordered.Order()]);
        }
    }

    [Fact]
    public void A_JPEG_of_quality_100_is_nearly_the_image_and_one_of_60_is_not()
    {
        (double best, double worst) = (MeanChange(100), MeanChange(60));
        best.ShouldBeLessThan(4);
        worst.ShouldBeGreaterThan(best);
    }

    private static double MeanChange(int quality)
    {
        byte[] pixels = Photographs.Image(0).ToArray();
        JpegCompression.Compress(pixels, new Scene(Photographs), quality);
        return pixels.Zip(Photographs.Image(0).ToArray()).Average(values => Math.Abs(values.First - values.Second));
    }

    private static IEnumerable<(byte[] Before, byte[] After)> Pairs(PerturbationFamilies family)
    {
        IPerturbation change = Perturbations.Of(family).Single();
        for (int draw = 0; draw < Draws; draw++)
        {
            byte[] before = Photographs.Image(draw % Photographs.Count).ToArray(), after = [.. before];
            change.Apply(after, new Scene(Photographs), new Seed((ulong)draw).Stream());
            yield return (before, after);
        }
    }
}
