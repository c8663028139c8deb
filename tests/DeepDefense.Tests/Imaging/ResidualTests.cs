using DeepDefense.Imaging;
using DeepDefense.Steganalysis;

namespace DeepDefense.Tests.Imaging;

public class ResidualTests
{
    [Fact]
    public void A_difference_is_shown_four_times_as_strong_around_grey_and_cut_off() =>
        Residual.Of(new RgbImage(1, 1, [10, 20, 0]), new RgbImage(1, 1, [10, 17, 255])).Pixels.ToArray().ShouldBe([128, 116, 255]);

    [Fact]
    public void Images_of_two_sizes_are_refused() =>
        Should.Throw<ArgumentException>(() => Residual.Of(new RgbImage(1, 1, new byte[3]), new RgbImage(1, 2, new byte[6])))
            .Message.ShouldContain("1 x 1 pixels and one of 2 x 1");

    [Fact]
    public void A_flat_image_leaves_grey_up_to_its_edges() =>
        Residual.Filtered(new RgbImage(4, 3, [.. Enumerable.Repeat((byte)200, 36)]), SrmFilters.Weights(1).AsSpan(^25..)).Pixels.ToArray().ShouldAllBe(value => value == 128);

    [Fact]
    public void A_filter_is_applied_to_each_band_and_around_each_pixel()
    {
        // Right neighbour less left neighbour; beyond the edge the edge again.
        float[] filter = [0, 0, 0, -1, 0, 1, 0, 0, 0];
        Residual.Filtered(new RgbImage(1, 3, [10, 12, 17, 5, 5, 5, 0, 255, 0]), filter).Pixels.ToArray()
            .ShouldBe([128 + 4, 128 + 14, 128 + 10, 128, 128, 128, 255, 128, 0]);
    }

    [Fact]
    public void A_filter_of_an_even_side_is_refused() =>
        Should.Throw<ArgumentException>(() => Residual.Filtered(new RgbImage(1, 1, new byte[3]), new float[4])).Message.ShouldContain("4 weights");
}
