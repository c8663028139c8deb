using DeepDefense.Datasets;
using DeepDefense.Review;

namespace DeepDefense.Tests.Review;

public sealed class LikenessGroupsTests
{
    [Fact]
    public void Dark_and_light_images_are_two_groups_whatever_their_order()
    {
        byte[] levels = [10, 240, 10, 10, 240];
        LabeledImages images = new([.. levels.SelectMany(level => Enumerable.Repeat(level, 3 * 5 * 7))], new int[5], 5, 7, ["a"]);
        LikenessGroups.Of(images).ShouldBe([0, 1, 0, 0, 1]);
    }
}
