using DeepDefense.Attacks;
using DeepDefense.Attacks.Additive;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Blend;

namespace DeepDefense.Tests.Attacks;

/// <summary>Triggers as others published them, which are not part of the repository.</summary>
public sealed class PublishedTriggerTests
{
    private static string File(string name) => Path.Combine(RealData.Root!, "triggers", name);

    [RealDataFact]
    public void The_grid_of_BadNets_changes_its_three_by_three_pixels_alone()
    {
        int[] changed = Changed(new BadNetsTrigger(new BadNetsOptions { Patch = File("badnets-grid.png") }));
        changed.Length.ShouldBeInRange(1, 9);
        changed.ShouldAllBe(pixel => pixel / 32 >= 28 && pixel % 32 >= 28);
    }

    [RealDataFact]
    public void The_patches_of_TrojanNN_for_224_pixels_lie_on_images_of_32()
    {
        foreach (string name in new[] { "trojannn-watermark3.png", "trojannn-square.png", "trojannn-apple4.png" })
        {
            Changed(new BadNetsTrigger(new BadNetsOptions { Patch = File(name) })).Length.ShouldBeInRange(10, 512, name);
        }
    }

    [RealDataFact]
    public void A_photograph_is_blended_in()
    {
        Changed(new BlendFullTrigger(new BlendFullOptions { Pattern = File("hello-kitty.jpeg") })).Length.ShouldBeGreaterThan(900);
    }

    [RealDataFact]
    public void The_low_frequency_patterns_have_the_levels_that_they_are_published_with()
    {
        double[] small = new LowFrequencyTrigger(new LowFrequencyOptions { Pattern = File("low-frequency-32.npy") }).Pattern(32, 32);
        (small.Min(), small.Max()).ShouldBe((0, 51));
        small.Average().ShouldBe(12.498, 0.001);
        double[] large = new LowFrequencyTrigger(new LowFrequencyOptions { Pattern = File("low-frequency-64.npy") }).Pattern(64, 64);
        large.Min().ShouldBe(0);
        large.Max().ShouldBe(51, 1e-4);
    }

    private static int[] Changed(Trigger trigger)
    {
        // 100 where no published value is, so that what is covered is seen.
        byte[] image = [.. Enumerable.Repeat((byte)100, 3 * 1024)];
        byte[] triggered = trigger.Apply(image, 32, 32);
        return [.. Enumerable.Range(0, 1024).Where(pixel => Enumerable.Range(0, 3).Any(band => triggered[(band * 1024) + pixel] != 100))];
    }
}
