using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Blend;
using DeepDefense.Attacks.Patches;
using DeepDefense.Imaging;

namespace DeepDefense.Tests.Attacks.Patches;

public sealed class PatchFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_small_patch_lies_at_its_position_in_its_own_size_black_pixels_too()
    {
        string patch = Write("patch.png", 1, 2, [0, 1, 2, 3, 4, 5]);
        BadNetsOptions options = new() { Patch = patch, Position = TriggerPosition.At(1, 0) };
        byte[] triggered = new BadNetsTrigger(options).Apply(Gray(2, 3), 2, 3);
        triggered.ShouldBe([9, 9, 9, 0, 1, 9, /**/ 9, 9, 9, 2, 3, 9, /**/ 9, 9, 9, 4, 5, 9]);
    }

    [Fact]
    public void A_patch_as_large_as_the_image_covers_values_above_0()
    {
        string patch = Write("patch.png", 1, 2, [0, 7, 0, 0, 8, 0]);
        new BadNetsTrigger(new BadNetsOptions { Patch = patch }).Apply(Gray(1, 2), 1, 2).ShouldBe([9, 7, 9, 9, 8, 9]);
    }

    [Fact]
    public void A_larger_patch_is_resized_to_the_image()
    {
        string patch = Write("patch.png", 8, 8, [.. Enumerable.Repeat((byte)50, 192)]);
        new BadNetsTrigger(new BadNetsOptions { Patch = patch }).Apply(Gray(2, 2), 2, 2).ShouldAllBe(value => value == 50);
    }

    [Fact]
    public void A_mask_says_what_is_covered_whatever_the_patch_looks_like()
    {
        string patch = Write("patch.png", 1, 2, [0, 7, 0, 7, 0, 7]);
        string mask = Write("mask.png", 1, 2, [255, 0, 128, 127, 255, 0]);
        new BadNetsTrigger(new BadNetsOptions { Patch = patch, Mask = mask }).Apply(Gray(1, 2), 1, 2).ShouldBe([0, 9, 0, 9, 0, 9]);
    }

    [Fact]
    public void A_patch_of_a_file_is_let_through_faintly_as_well()
    {
        string patch = Write("patch.png", 1, 1, [100, 200, 50]);
        new BlendPatchTrigger(new BlendPatchOptions { Patch = patch, Rate = 0.5 }).Apply([0, 0, 0, 0, 0, 0], 1, 2).ShouldBe([0, 50, 0, 100, 0, 25]);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused_with_both_sizes()
    {
        BadNetsOptions options = new() { Patch = Write("patch.png", 1, 2, new byte[6]), Mask = Write("mask.png", 1, 1, new byte[3]) };
        Should.Throw<ArgumentException>(() => new BadNetsTrigger(options).Apply(Gray(4, 4), 4, 4))
            .Message.ShouldContain("has 1 x 1 pixels; the patch has 2 x 1");
    }

    [Fact]
    public void A_patch_that_covers_nothing_is_refused()
    {
        BadNetsOptions options = new() { Patch = Write("patch.png", 2, 2, new byte[12]) };
        Should.Throw<ArgumentException>(() => new BadNetsTrigger(options).Apply(Gray(2, 2), 2, 2)).Message.ShouldContain("covers no pixel");
    }

    [Fact]
    public void A_mask_without_a_patch_is_refused() =>
        Should.Throw<ArgumentException>(() => new BadNetsTrigger(new BadNetsOptions { Mask = "mask.png" }).Apply(Gray(4, 4), 4, 4))
            .Message.ShouldContain("a mask is for the patch of a file");

    private static byte[] Gray(int height, int width) => [.. Enumerable.Repeat((byte)9, 3 * height * width)];

    private string Write(string name, int height, int width, byte[] pixels)
    {
        ImageFile.WritePng(_folder[name], new RgbImage(height, width, pixels));
        return _folder[name];
    }
}
