using DeepDefense.Datasets;
using DeepDefense.Tests.Attacks;

namespace DeepDefense.Tests.Datasets;

public sealed class LabeledImagesTensorsTests
{
    [Theory]
    [InlineData(32, 256)]
    [InlineData(64, 256)]
    [InlineData(65, 128)]
    [InlineData(224, 16)]
    [InlineData(1000, 8)]
    public void Fewer_large_images_go_through_a_network_at_once(int side, int expected) => TestImages.Of(1, side, side).AtOnce().ShouldBe(expected);
}
