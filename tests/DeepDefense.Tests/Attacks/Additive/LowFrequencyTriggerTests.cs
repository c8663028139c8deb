using DeepDefense.Attacks.Additive;
using DeepDefense.Imaging;
using DeepDefense.Tests.Imaging;

namespace DeepDefense.Tests.Attacks.Additive;

public sealed class LowFrequencyTriggerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_pattern_of_levels_is_added_band_by_band()
    {
        string file = HandmadeNpy.Write(_folder["p.npy"], "|u1", "1, 2, 3", [1, 2, 3, 4, 5, 6]);
        Of(file).Apply([10, 10, 20, 20, 30, 255], 1, 2).ShouldBe([11, 14, 22, 25, 33, 255]);
    }

    [Fact]
    public void A_pattern_of_shares_with_a_dimension_of_one_image_is_added_in_levels()
    {
        byte[] values = [.. new[] { 0.2f, -0.2f, 0 }.SelectMany(BitConverter.GetBytes)];
        string file = HandmadeNpy.Write(_folder["p.npy"], "<f4", "1, 1, 1, 3", values);
        Of(file).Apply([100, 100, 100], 1, 1).ShouldBe([151, 49, 100]);
    }

    [Fact]
    public void A_pattern_for_images_of_another_size_is_refused_with_both_sizes()
    {
        string file = HandmadeNpy.Write(_folder["p.npy"], "|u1", "1, 2, 3", new byte[6]);
        Should.Throw<ArgumentException>(() => Of(file).Apply(new byte[12], 2, 2)).Message.ShouldContain("is for images of 2 x 1 pixels; these have 2 x 2");
    }

    [Theory]
    [InlineData("|u1", "2, 3", 6, "found an array of (2, 3), expected (H, W, 3)")]
    [InlineData("|u1", "1, 2, 4", 8, "found an array of (1, 2, 4)")]
    [InlineData("<f8", "1, 1, 3", 24, "a value outside of [-1, 1]")]
    public void An_array_that_is_no_pattern_is_refused(string type, string shape, int bytes, string message)
    {
        // 0x40 eight times is 32.5 as a float64.
        string file = HandmadeNpy.Write(_folder["p.npy"], type, shape, [.. Enumerable.Repeat((byte)0x40, bytes)]);
        Should.Throw<ImageFormatException>(() => Of(file).Apply(new byte[3], 1, 1)).Message.ShouldContain(message);
    }

    [Fact]
    public void A_drawn_pattern_lies_between_0_and_its_amplitude()
    {
        double[] pattern = new LowFrequencyTrigger(new LowFrequencyOptions { Amplitude = 30 }).Pattern(32, 32);
        (pattern.Min(), pattern.Max()).ShouldBe((0, 30));
    }

    [Fact]
    public void A_drawn_pattern_has_no_frequency_above_its_highest()
    {
        double[] pattern = new LowFrequencyTrigger(new LowFrequencyOptions { Frequency = 3 }).Pattern(16, 16);
        Coefficient(pattern, 1, 2).ShouldBeGreaterThan(1);
        foreach ((int u, int v) in new[] { (4, 0), (0, 4), (2, 2), (8, 3), (15, 15) }) { Coefficient(pattern, u, v).ShouldBeLessThan(1e-9); }
    }

    [Fact]
    public void The_seed_draws_the_pattern()
    {
        double[] Drawn(ulong seed) => new LowFrequencyTrigger(new LowFrequencyOptions { PatternSeed = seed }).Pattern(8, 8);
        Drawn(1).ShouldBe(Drawn(1));
        Drawn(1).ShouldNotBe(Drawn(2));
    }

    private static LowFrequencyTrigger Of(string file) => new(new LowFrequencyOptions { Pattern = file });

    private static double Coefficient(double[] pattern, int u, int v)
    {
        double sum = 0;
        for (int i = 0; i < 256; i++)
        {
            sum += pattern[i] * Math.Cos(Math.PI * ((2 * (i / 16)) + 1) * u / 32) * Math.Cos(Math.PI * ((2 * (i % 16)) + 1) * v / 32);
        }
        return Math.Abs(sum);
    }
}
