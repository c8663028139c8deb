using DeepDefense.Imaging;

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
}
