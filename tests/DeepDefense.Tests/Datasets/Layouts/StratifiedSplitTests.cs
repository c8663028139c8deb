using DeepDefense.Datasets.Layouts;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets.Layouts;

public sealed class StratifiedSplitTests
{
    private static readonly int[] Labels = [.. Enumerable.Range(0, 100).Select(i => i % 4)];

    [Fact]
    public void Every_image_is_in_exactly_one_part()
    {
        (int[] train, int[] test) = StratifiedSplit.Of(Labels, 4, 0.2, new Seed(1));
        train.Concat(test).Order().ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public void Each_class_gives_its_share()
    {
        (_, int[] test) = StratifiedSplit.Of(Labels, 4, 0.2, new Seed(1));
        test.CountBy(i => Labels[i]).ShouldAllBe(pair => pair.Value == 5);
    }

    [Fact]
    public void The_order_of_the_data_stays()
    {
        (_, int[] test) = StratifiedSplit.Of(Labels, 4, 0.2, new Seed(1));
        test.ShouldBe(test.Order());
    }

    [Fact]
    public void A_share_of_nothing_leaves_every_image_for_training() =>
        StratifiedSplit.Of(Labels, 4, 0, new Seed(1)).Train.ShouldBe(Enumerable.Range(0, 100));

    [Fact]
    public void Another_seed_draws_others() =>
        StratifiedSplit.Of(Labels, 4, 0.2, new Seed(1)).Test
            .ShouldNotBe(StratifiedSplit.Of(Labels, 4, 0.2, new Seed(2)).Test);

    [Fact]
    public void A_class_of_two_images_has_one_in_each_part() =>
        StratifiedSplit.Of([0, 0], 1, 0.01, new Seed(1)).Test.Length.ShouldBe(1);

    [Fact]
    public void A_single_image_is_for_training() =>
        StratifiedSplit.Of([0], 1, 0.99, new Seed(1)).Train.ShouldBe([0]);
}
