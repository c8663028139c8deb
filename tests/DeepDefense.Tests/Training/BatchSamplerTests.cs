using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Tests.Training;

public sealed class BatchSamplerTests
{
    private static readonly LabeledImages Images =
        SyntheticImages.Create(new SyntheticOptions { TrainCount = 10, TestCount = 1, Size = 16 }, new Seed(1)).Train;

    [Fact]
    public void An_epoch_has_each_image_once()
    {
        BatchSampler sampler = new(Images, 5, Augmentation.None, new Seed(2));
        int[] epoch = [.. sampler.Indices(0), .. sampler.Indices(1)];
        epoch.Order().ShouldBe(Enumerable.Range(0, 10));
    }

    [Fact]
    public void A_batch_is_a_function_of_its_step()
    {
        BatchSampler straight = new(Images, 5, Augmentation.None, new Seed(2));
        straight.Indices(0);
        int[] reached = straight.Indices(7).ToArray();
        new BatchSampler(Images, 5, Augmentation.None, new Seed(2)).Indices(7).ToArray().ShouldBe(reached);
    }

    [Fact]
    public void A_set_smaller_than_a_batch_is_repeated_until_it_fills_one()
    {
        int[] batch = new BatchSampler(Images, 32, Augmentation.None, new Seed(2)).Indices(0).ToArray();
        batch.Length.ShouldBe(32);
        batch.Distinct().Count().ShouldBe(10);
    }
}
