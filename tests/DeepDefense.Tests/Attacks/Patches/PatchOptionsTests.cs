using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Patches;

namespace DeepDefense.Tests.Attacks.Patches;

public class PatchOptionsTests
{
    [Fact]
    public void A_trigger_as_large_as_the_image_covers_it() =>
        new BadNetsOptions { Side = 4 }.CoveredPixels(4, 4).ShouldBe(Enumerable.Range(0, 16));

    [Theory]
    [InlineData("lower-right")]
    [InlineData("centre")]
    public void A_trigger_larger_than_the_image_is_refused_with_both_sizes(string position)
    {
        BadNetsOptions options = new() { Side = 5, Position = TriggerPosition.Parse(position) };
        Should.Throw<ArgumentException>(() => new BadNetsTrigger(options).Apply(TestImages.Of(1, 4, 8)))
            .Message.ShouldBe($"a trigger of 5 x 5 pixels at {position} does not fit on an image of 4 x 8");
    }
}
