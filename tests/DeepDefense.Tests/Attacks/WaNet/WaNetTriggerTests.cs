using DeepDefense.Attacks.WaNet;
using DeepDefense.Datasets;

namespace DeepDefense.Tests.Attacks.WaNet;

public class WaNetTriggerTests
{
    [Fact]
    public void An_even_image_stays_as_it_is()
    {
        byte[] even = [.. Enumerable.Repeat((byte)77, 3 * 256)];
        new WaNetTrigger(new WaNetOptions()).Apply(even, 16, 16).ShouldBe(even);
    }

    [Fact]
    public void Without_strength_to_speak_of_no_pixel_changes()
    {
        LabeledImages images = TestImages.Of(3, 16, 12);
        new WaNetTrigger(new WaNetOptions { Strength = 1e-6 }).Apply(images).Pixels.ToArray().ShouldBe(images.Pixels.ToArray());
    }

    [Fact]
    public void The_default_moves_the_content_by_less_than_two_pixels()
    {
        // A slope of 4 levels a pixel: what moves by d pixels changes by 4 d levels.
        byte[] slope = [.. Enumerable.Range(0, 3 * 1024).Select(i => (byte)(4 * (i % 32)))];
        byte[] warped = new WaNetTrigger(new WaNetOptions()).Apply(slope, 32, 32);
        warped.Zip(slope, (a, b) => Math.Abs(a - b)).Max().ShouldBeInRange(1, 7);
    }

    [Fact]
    public void The_seed_draws_the_warp()
    {
        byte[] image = TestImages.Of(1, 16, 16).Pixels.ToArray();
        byte[] Warped(ulong seed) => new WaNetTrigger(new WaNetOptions { PatternSeed = seed }).Apply(image, 16, 16);
        Warped(1).ShouldBe(Warped(1));
        Warped(1).ShouldNotBe(Warped(2));
    }

    [Fact]
    public void More_images_than_are_warped_at_a_time_are_all_warped_alike()
    {
        LabeledImages one = TestImages.Of(1, 4, 4);
        WaNetTrigger trigger = new(new WaNetOptions());
        byte[] many = trigger.Apply(one.Subset(new int[300])).Pixels.ToArray();
        many[^48..].ShouldBe(trigger.Apply(one.Pixels, 4, 4));
    }

    [Fact]
    public void Options_that_make_no_sense_cannot_exist()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new WaNetOptions { GridSize = 1 });
        Should.Throw<ArgumentOutOfRangeException>(() => new WaNetOptions { Strength = 0 });
        Should.Throw<ArgumentOutOfRangeException>(() => new WaNetOptions { GridRescale = 1.1 });
    }
}
