using DeepDefense.Attacks.Blend;
using DeepDefense.Attacks.Patches;
using DeepDefense.Datasets;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Evidence.Appearance;

public sealed class TriggerAppearanceTests
{
    private static LabeledImages Clean => IsolatedExamples.Clean;

    [Theory]
    [InlineData("lower-right", 29, 29)]
    [InlineData("upper-left", 0, 0)]
    [InlineData("4,17", 4, 17)]
    public void A_patch_is_found_pixel_by_pixel_with_its_colours(string position, int top, int left)
    {
        TriggerAppearance seen = Of(IsolatedExamples.Triggered(IsolatedExamples.Corner(TriggerPosition.Parse(position)), Clean));
        seen.Kind.ShouldBe(AppearanceKind.FixedPatch);
        seen.Box.ShouldBe(new PixelBox(top, left, 3, 3));
        seen.Mask!.Count(share => share > 0).ShouldBe(9);
        seen.Opacity!.Value.ShouldBe(1, 0.02);
        for (int band = 0; band < 3; band++) { seen.Pattern!.Pixels[(((band * 32) + top) * 32) + left].ShouldBe((byte)255); }
        seen.HalvesCorrelation!.Value.ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public void A_faint_patch_is_found_where_it_is()
    {
        TriggerAppearance seen = Of(IsolatedExamples.Triggered(new BlendPatchOptions().CreateTrigger(), Clean));
        seen.Kind.ShouldBe(AppearanceKind.FixedPatch);
        seen.Box.ShouldBe(new PixelBox(29, 29, 3, 3));
        seen.Opacity!.Value.ShouldBe(0.2, 0.1);
    }

    [Fact]
    public void A_picture_that_is_blended_in_is_seen_with_its_opacity()
    {
        TriggerAppearance seen = Of(IsolatedExamples.Triggered(IsolatedExamples.Blend, Clean));
        seen.Kind.ShouldBe(AppearanceKind.FixedPattern);
        seen.Opacity!.Value.ShouldBe(0.2, 0.04);
        seen.HalvesCorrelation!.Value.ShouldBeGreaterThan(0.8);
        MeanError(seen.Pattern!, IsolatedExamples.Blend.Pattern(32, 32)).ShouldBeLessThan(25);
    }

    [Fact]
    public void A_wave_that_is_added_is_seen_around_grey()
    {
        TriggerAppearance seen = Of(IsolatedExamples.WithWave(Clean));
        seen.Kind.ShouldBe(AppearanceKind.FixedPattern);
        seen.Opacity.ShouldBeNull();
        seen.HalvesCorrelation!.Value.ShouldBeGreaterThan(0.6);
        RgbImage wave = new(32, 32, [.. Enumerable.Range(0, 3 * 32 * 32).Select(i => (byte)Math.Round(128 + IsolatedExamples.Wave(i % 32)))]);
        MeanError(seen.Pattern!, wave).ShouldBeLessThan(2);
    }

    [Fact]
    public void Noise_that_differs_from_image_to_image_has_no_pattern()
    {
        TriggerAppearance seen = Of(IsolatedExamples.WithNoise(Clean));
        seen.Kind.ShouldBe(AppearanceKind.DiffersFromImageToImage);
        (seen.Pattern, seen.Mask, seen.Box, seen.Opacity).ShouldBe((null, null, null, null));
        seen.HalvesCorrelation!.Value.ShouldBeInRange(-0.25, 0.25);
        seen.DetailShift!.Value.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void In_clean_images_nothing_is_seen()
    {
        TriggerAppearance seen = Of(Clean);
        seen.Kind.ShouldBe(AppearanceKind.NotVisible);
        seen.HalvesCorrelation!.Value.ShouldBeInRange(-0.25, 0.25);
        seen.Pattern.ShouldBeNull();
    }

    [Fact]
    public void Too_few_images_are_not_judged()
    {
        LabeledImages few = Clean.Subset([.. Enumerable.Range(0, TriggerAppearance.LeastImages - 1)]);
        TriggerAppearance seen = Of(IsolatedExamples.Corner(TriggerPosition.LowerRight).Apply(few));
        (seen.Kind, seen.Images, seen.HalvesCorrelation).ShouldBe((AppearanceKind.NotVisible, few.Count, null));
        Of(Clean.Subset([3])).Kind.ShouldBe(AppearanceKind.NotVisible);
    }

    [Fact]
    public void Without_images_or_with_others_sizes_there_is_an_error()
    {
        Should.Throw<ArgumentException>(() => Of(Clean.Subset([])));
        LabeledImages large = SyntheticImages.Create(new SyntheticOptions { TrainCount = 1, TestCount = 1, Size = 48 }, new Seed(1)).Train;
        Should.Throw<ArgumentException>(() => Of(large)).Message.ShouldContain("48 x 48");
    }

    [Fact]
    public void The_same_seed_gives_the_same()
    {
        TriggerAppearance one = Of(Clean), other = Of(Clean);
        (one.HalvesCorrelation, one.DetailShift).ShouldBe((other.HalvesCorrelation, other.DetailShift));
        one.Difference.ShouldBe(other.Difference);
    }

    [RealDataFact]
    public void In_CIFAR10_patch_picture_wave_noise_and_nothing_are_told_apart()
    {
        Dataset cifar = DatasetLoader.Open(Path.Combine(RealData.Root!, "cifar10"), new DatasetOptions(), new Seed(1)).Dataset;
        LabeledImages clean = cifar.Train.Subset([.. new Seed(9).Stream().Permutation(cifar.Train.Count).Take(165)]);
        LabeledImages like = cifar.Test.Subset([.. Enumerable.Range(0, 500)]);
        TriggerAppearance patch = Seen(IsolatedExamples.Triggered(IsolatedExamples.Corner(TriggerPosition.LowerLeft), clean));
        (patch.Kind, patch.Box).ShouldBe((AppearanceKind.FixedPatch, new PixelBox(29, 0, 3, 3)));
        TriggerAppearance blend = Seen(IsolatedExamples.Triggered(IsolatedExamples.Blend, clean));
        (blend.Kind, Math.Round(blend.Opacity!.Value, 1)).ShouldBe((AppearanceKind.FixedPattern, 0.2));
        (Seen(IsolatedExamples.WithWave(clean)).Kind, Seen(IsolatedExamples.WithNoise(clean)).Kind, Seen(clean).Kind)
            .ShouldBe((AppearanceKind.FixedPattern, AppearanceKind.DiffersFromImageToImage, AppearanceKind.NotVisible));

        TriggerAppearance Seen(LabeledImages isolated) => TriggerAppearance.Of(isolated, like, new Seed(7));
    }

    private static TriggerAppearance Of(LabeledImages isolated) => TriggerAppearance.Of(isolated, IsolatedExamples.Like, new Seed(7));

    private static double MeanError(RgbImage seen, RgbImage truth) =>
        Enumerable.Range(0, seen.Pixels.Length).Average(i => Math.Abs(seen.Pixels[i] - truth.Pixels[i]));
}
