using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Datasets;

public sealed class SharedImagesTests
{
    [Fact]
    public void All_ranks_get_pixels_labels_and_names_of_the_first()
    {
        LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 6, TestCount = 1, Size = 16 }, new Seed(1)).Train;
        LabeledImages[] found = ThreadGroup.Run(3, group => SharedImages.FromFirst(() => images, group, default)!);
        foreach (LabeledImages rank in found)
        {
            (rank.Pixels.ToArray(), rank.Labels.ToArray(), rank.ClassNames).ShouldSatisfyAllConditions(
                of => of.Item1.ShouldBe(images.Pixels.ToArray()), of => of.Item2.ShouldBe(images.Labels.ToArray()), of => of.ClassNames.ShouldBe(images.ClassNames));
        }
    }

    [Fact]
    public void Where_the_first_has_none_no_rank_has_any() => ThreadGroup.Run(2, group => SharedImages.FromFirst(() => null, group, default)).ShouldAllBe(found => found == null);
}
