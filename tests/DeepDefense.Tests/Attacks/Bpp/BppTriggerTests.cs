using DeepDefense.Attacks.Bpp;

namespace DeepDefense.Tests.Attacks.Bpp;

public class BppTriggerTests
{
    // Eight levels lie 255 / 7 = 36.4 apart.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(18, 0)]
    [InlineData(19, 36)]
    [InlineData(100, 109)]
    [InlineData(236, 219)]
    [InlineData(237, 255)]
    [InlineData(255, 255)]
    public void Without_dithering_a_pixel_goes_to_the_nearest_level(byte pixel, byte expected) =>
        new BppTrigger(new BppOptions { Dither = false }).Apply([pixel, pixel, pixel], 1, 1).ShouldAllBe(value => value == expected);

    [Fact]
    public void With_dithering_the_error_goes_to_the_neighbours()
    {
        // 100 to 0 (error 100), 7/16 of it to the right: 143.75 to 255 (error -111.25), 7/16 of that: 51.3 to 0.
        new BppTrigger(new BppOptions { Levels = 2 }).Apply([100, 100, 100, 0, 0, 0, 255, 255, 255], 1, 3).ShouldBe([0, 255, 0, 0, 0, 0, 255, 255, 255]);
    }

    [Fact]
    public void With_dithering_the_mean_of_an_even_area_stays()
    {
        byte[] even = [.. Enumerable.Repeat((byte)100, 3 * 1024)];
        new BppTrigger(new BppOptions()).Apply(even, 32, 32).Average(value => value).ShouldBe(100, 1);
    }

    [Fact]
    public void Only_the_levels_are_left()
    {
        byte[] triggered = new BppTrigger(new BppOptions()).Apply(TestImages.Of(2, 32, 32)).Pixels.ToArray();
        triggered.Distinct().Order().ToArray().ShouldBe([0, 36, 73, 109, 146, 182, 219, 255]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    public void Levels_that_are_none_or_all_cannot_exist(int levels) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new BppOptions { Levels = levels }).Message.ShouldContain("must lie in [2, 255]");
}
