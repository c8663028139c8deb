using DeepDefense.Datasets;
using DeepDefense.Paper.Stages;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;

namespace DeepDefense.Paper.Tests.Stages;

public sealed class OddImagesTests
{
    private static readonly LabeledImages s_images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 200, TestCount = 1, Size = 32 }, new Seed(1)).Train;

    [Theory]
    [InlineData(ImageSource.Jpeg)]
    [InlineData(ImageSource.Resized)]
    public void As_many_images_as_asked_for_come_from_another_source(ImageSource source)
    {
        LabeledImages odd = OddImages.From(s_images, source, 0.05, new Seed(2));
        Enumerable.Range(0, 200).Count(i => !odd.Image(i).SequenceEqual(s_images.Image(i))).ShouldBe(10);
        odd.Labels.ToArray().ShouldBe(s_images.Labels.ToArray());
    }

    [Fact]
    public void Images_through_jpeg_show_its_blocks() => Edges(OddImages.From(s_images, ImageSource.Jpeg, 1, new Seed(2))).ShouldBeGreaterThan(Edges(s_images) + 0.02);

    [Fact]
    public void As_many_labels_as_asked_for_are_wrong_ones()
    {
        int[] labels = OddImages.Mislabelled(s_images, 0.1, new Seed(2)).Labels.ToArray();
        labels.Where((label, i) => label != s_images.Labels[i]).Count().ShouldBe(20);
        labels.ShouldAllBe(label => label >= 0 && label < s_images.ClassNames.Count);
    }

    private static double Edges(LabeledImages images) => ImageTraits.Of(images).BlockEdges;
}
