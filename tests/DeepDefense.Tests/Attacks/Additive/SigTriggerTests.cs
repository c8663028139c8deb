using DeepDefense.Attacks.Additive;

namespace DeepDefense.Tests.Attacks.Additive;

public class SigTriggerTests
{
    [Fact]
    public void Its_waves_run_across_the_image_alike_in_every_row_and_band()
    {
        // One period on four columns: 0, 1, 0, -1 times the amplitude.
        SigTrigger trigger = new(new SigOptions { Amplitude = 40, Frequency = 1 });
        byte[] gray = [.. Enumerable.Repeat((byte)100, 24)];
        trigger.Apply(gray, 2, 4).ShouldBe([.. Enumerable.Repeat(new byte[] { 100, 140, 100, 60 }, 6).SelectMany(row => row)]);
    }

    [Fact]
    public void What_leaves_the_range_of_a_pixel_is_clipped()
    {
        SigTrigger trigger = new(new SigOptions { Amplitude = 40, Frequency = 1 });
        trigger.Apply([0, 0, 0, 0, 255, 255, 255, 255, 20, 250, 20, 20], 1, 4).ShouldBe([0, 40, 0, 0, 255, 255, 255, 215, 20, 255, 20, 0]);
    }

    [Fact]
    public void The_default_is_that_of_BackdoorBench()
    {
        double[] pattern = new SigTrigger(new SigOptions()).Pattern(32, 32);
        pattern[1].ShouldBe(40 * Math.Sin(2 * Math.PI * 6 / 32), 1e-12);
        pattern.Max().ShouldBe(40, 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    [InlineData(double.NaN)]
    public void An_amplitude_outside_of_1_to_127_cannot_exist(double amplitude) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new SigOptions { Amplitude = amplitude }).Message.ShouldContain("must lie in [1, 127]");

    [Fact]
    public void A_frequency_of_0_cannot_exist() => Should.Throw<ArgumentOutOfRangeException>(() => new SigOptions { Frequency = 0 });
}
