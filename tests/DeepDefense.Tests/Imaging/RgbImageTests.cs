using DeepDefense.Imaging;

namespace DeepDefense.Tests.Imaging;

public sealed class RgbImageTests
{
    [Fact]
    public void Too_few_pixels_are_refused() =>
        Should.Throw<ArgumentException>(() => new RgbImage(2, 3, new byte[17])).Message
            .ShouldStartWith("an image of 3 x 2 x 3 takes 18 bytes, got 17");

    [Fact]
    public void A_side_of_nothing_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new RgbImage(0, 3, []));
}
