using DeepDefense.Attacks;
using DeepDefense.Attacks.Adaptive;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Attacks.Adaptive;

public class AdaptivePatchTriggerTests
{
    private static readonly int[] Corners = [.. Enumerable.Range(0, 64).Where(i => (i / 8) is < 2 or >= 6 && (i % 8) is < 2 or >= 6)];

    [Fact]
    public void Four_patches_attack_and_nothing_else_changes()
    {
        byte[] triggered = new AdaptivePatchTrigger(new AdaptivePatchOptions { Side = 2 }).Apply([.. Enumerable.Repeat((byte)9, 192)], 8, 8);
        for (int i = 0; i < 192; i++) { (triggered[i] is 0 or 255).ShouldBe(Corners.Contains(i % 64), $"byte {i}"); }
    }

    [Fact]
    public void A_training_image_has_one_of_them_half_transparent()
    {
        Trigger training = new AdaptivePatchTrigger(new AdaptivePatchOptions { Side = 2 }).ForTraining(new Seed(1));
        HashSet<int> used = [];
        for (byte gray = 20; gray < 60; gray++)
        {
            byte[] triggered = training.Apply([.. Enumerable.Repeat(gray, 192)], 8, 8);
            int[] changed = [.. Enumerable.Range(0, 192).Where(i => triggered[i] != gray).Select(i => i % 64).Distinct()];
            changed.Length.ShouldBeLessThanOrEqualTo(4);
            used.Add(changed.Select(i => (i / 32 * 2) + (i % 8 / 4)).Distinct().ShouldHaveSingleItem());
            triggered.Distinct().ShouldBeSubsetOf([gray, (byte)(gray / 2), (byte)((gray + 255) / 2)]);
        }
        used.Count.ShouldBe(4);
    }

    [Fact]
    public void The_default_side_is_an_eighth_of_the_image()
    {
        byte[] triggered = new AdaptivePatchTrigger(new AdaptivePatchOptions()).Apply([.. Enumerable.Repeat((byte)9, 3 * 1024)], 32, 32);
        triggered.Count(value => value != 9).ShouldBe(3 * 4 * 16);
    }

    [Fact]
    public void A_rate_of_0_cannot_exist() => Should.Throw<ArgumentOutOfRangeException>(() => new AdaptivePatchOptions { TrainingRate = 0 });
}
