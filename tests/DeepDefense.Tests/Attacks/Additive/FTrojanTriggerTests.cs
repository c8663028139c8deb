using DeepDefense.Attacks.Additive;

namespace DeepDefense.Tests.Attacks.Additive;

public class FTrojanTriggerTests
{
    [Fact]
    public void It_leaves_the_brightness_of_every_pixel_as_it_is()
    {
        double[] pattern = new FTrojanTrigger(new FTrojanOptions()).Pattern(32, 32);
        for (int i = 0; i < 1024; i++)
        {
            ((0.299 * pattern[i]) + (0.587 * pattern[1024 + i]) + (0.114 * pattern[2048 + i])).ShouldBe(0, 1e-12);
        }
    }

    [Fact]
    public void A_larger_image_repeats_the_block_and_keeps_what_is_left_over()
    {
        FTrojanTrigger trigger = new(new FTrojanOptions());
        double[] block = trigger.Pattern(32, 32), pattern = trigger.Pattern(70, 66);
        for (int i = 0; i < 70 * 66; i++)
        {
            (int row, int column) = (i / 66, i % 66);
            pattern[i].ShouldBe(row < 64 && column < 64 ? block[(row % 32 * 32) + (column % 32)] : 0, $"pixel {i}");
        }
    }

    [Fact]
    public void Twice_the_magnitude_is_twice_the_pattern()
    {
        double[] once = new FTrojanTrigger(new FTrojanOptions { Magnitude = 20 }).Pattern(8, 8);
        double[] twice = new FTrojanTrigger(new FTrojanOptions { Magnitude = 40 }).Pattern(8, 8);
        twice.Zip(once, (a, b) => Math.Abs(a - (2 * b))).Max().ShouldBeLessThan(1e-12);
    }

    [Fact]
    public void A_magnitude_of_0_cannot_exist() => Should.Throw<ArgumentOutOfRangeException>(() => new FTrojanOptions { Magnitude = 0 });
}
