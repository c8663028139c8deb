using DeepDefense.Imaging;

namespace DeepDefense.Tests.Imaging;

public sealed class ImageResizerTests
{
    [Fact]
    public void Shrinking_weighs_with_a_triangle_as_wide_as_two_output_pixels()
    {
        // Halving 0, 80, 160, 240: weights 3/7, 3/7, 1/7 at the border of the picture, where the fourth falls away.
        RgbImage image = new(1, 4, [0, 80, 160, 240, 0, 80, 160, 240, 0, 80, 160, 240]);
        ImageResizer.Resize(image, 1, 2).Pixels[..2].ToArray().ShouldBe([57, 183]);
    }

    [Fact]
    public void Height_and_width_are_not_mixed_up()
    {
        RgbImage resized = ImageResizer.Resize(new RgbImage(4, 8, new byte[96]), height: 2, width: 6);
        (resized.Height, resized.Width).ShouldBe((2, 6));
    }

    [Fact]
    public void The_bands_stay_apart()
    {
        RgbImage image = new(2, 2, [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
        ImageResizer.Resize(image, 1, 1).Pixels.ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Full_white_stays_full_white() =>
        ImageResizer.Resize(new RgbImage(3, 3, [.. Enumerable.Repeat((byte)255, 27)]), 7, 7).Pixels.ToArray()
            .ShouldAllBe(value => value == 255);
}
