using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Tests.Training;

public sealed class ImageTransformTests
{
    // 3 bands of 2 x 2: 1 2 / 3 4, then 10 higher a band.
    private static readonly byte[] Image = [1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24];

    [Fact]
    public void The_eight_placements_of_a_square_are_all_different()
    {
        ImageTransform.Dihedral.Select(transform => Convert.ToHexString(Apply(transform))).Distinct().Count().ShouldBe(8);
    }

    [Fact]
    public void Flipping_mirrors_left_to_right()
    {
        Apply(new ImageTransform(false, false, true, 0, 0)).ShouldBe([2, 1, 4, 3, 12, 11, 14, 13, 22, 21, 24, 23]);
    }

    [Fact]
    public void Transposing_turns_over_the_diagonal()
    {
        Apply(new ImageTransform(true, false, false, 0, 0)).ShouldBe([1, 3, 2, 4, 11, 13, 12, 14, 21, 23, 22, 24]);
    }

    [Fact]
    public void What_a_shift_uncovers_is_black()
    {
        Apply(new ImageTransform(false, false, false, 1, 0)).ShouldBe([0, 0, 1, 2, 0, 0, 11, 12, 0, 0, 21, 22]);
    }

    [Fact]
    public void No_augmentation_leaves_the_image_as_it_is()
    {
        Apply(ImageTransform.Draw(Augmentation.None, 2, 2, new Seed(1).Stream())).ShouldBe(Image);
    }

    private static byte[] Apply(ImageTransform transform)
    {
        byte[] placed = new byte[Image.Length];
        transform.Apply(Image, placed, 2, 2);
        return placed;
    }
}
