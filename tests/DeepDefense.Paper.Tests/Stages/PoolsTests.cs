using DeepDefense.Datasets;
using DeepDefense.Paper.Stages;
using DeepDefense.Torch;

namespace DeepDefense.Paper.Tests.Stages;

public class PoolsTests
{
    private static readonly Dataset Data = new("numbers", Numbered(100), Numbered(3));

    [Fact]
    public void Every_training_image_has_exactly_one_user()
    {
        Pools pools = Divide(1);
        (pools.Encoder.Count, pools.Defender.Count, pools.Training.Count).ShouldBe((15, 50, 35));
        int[] all = [.. Names(pools.Encoder), .. Names(pools.Defender), .. Names(pools.Training)];
        all.Order().ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public void The_test_part_is_left_alone() => Divide(1).Test.ShouldBeSameAs(Data.Test);

    [Fact]
    public void A_seed_divides_alike_and_another_one_does_not()
    {
        Names(Divide(1).Defender).ShouldBe(Names(Divide(1).Defender));
        Names(Divide(1).Defender).ShouldNotBe(Names(Divide(2).Defender));
        Divide(1).Key.ShouldNotBe(Divide(2).Key);
    }

    private static Pools Divide(ulong seed) => Pools.Divide(Data, 0.15, 0.5, new Seed(seed));

    private static int[] Names(LabeledImages images) => [.. Enumerable.Range(0, images.Count).Select(i => (int)images.Image(i)[0])];

    private static LabeledImages Numbered(int count) =>
        new([.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat((byte)i, 3))], new int[count], 1, 1, ["a", "b"]);
}
