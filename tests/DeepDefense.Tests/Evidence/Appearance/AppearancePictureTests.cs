using DeepDefense.Attacks.Patches;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Evidence.Appearance;

public sealed class AppearancePictureTests
{
    private static readonly Lazy<TriggerAppearance> Patch = new(() => TriggerAppearance.Of(
        IsolatedExamples.Triggered(IsolatedExamples.Corner(TriggerPosition.LowerRight), IsolatedExamples.Clean), IsolatedExamples.Like, new Seed(7)));

    [Fact]
    public void A_patch_has_five_panels_each_with_large_pixels()
    {
        AppearancePicture.Panels(Patch.Value).Select(panel => panel.Title).ShouldBe(
            ["mean of clean images", "mean of isolated images", "difference, 1 times, around grey", "mask", "pattern"]);
        RgbImage picture = AppearancePicture.Compose(Patch.Value);
        (picture.Width, picture.Height).ShouldBe(((5 * ((34 * 8) + 12)) + 12, (34 * 8) + 24));
    }

    [Fact]
    public void Without_a_fixed_trigger_there_are_the_means_and_their_difference()
    {
        TriggerAppearance nothing = TriggerAppearance.Of(IsolatedExamples.Clean, IsolatedExamples.Like, new Seed(7));
        AppearancePicture.Panels(nothing).Count.ShouldBe(3);
        using TemporaryFolder folder = new();
        AppearancePicture.Write(folder.Path, nothing);
        Directory.GetFiles(folder.Path).Select(Path.GetFileName).ShouldBe(["trigger.png"]);
    }

    [Fact]
    public void Pattern_and_mask_are_written_in_the_images_size()
    {
        using TemporaryFolder folder = new();
        AppearancePicture.Write(folder.Path, Patch.Value);
        RgbImage mask = ImageFile.Read(folder["trigger-mask.png"]), pattern = ImageFile.Read(folder["trigger-pattern.png"]);
        (mask.Height, mask.Width, pattern.Height, pattern.Width).ShouldBe((32, 32, 32, 32));
        mask.Pixels.ToArray().Count(value => value > 250).ShouldBe(3 * 9);
        pattern.Pixels.ToArray().Count(value => value == 255).ShouldBe(3 * 9);
        File.Exists(folder["trigger.png"]).ShouldBeTrue();
    }
}
