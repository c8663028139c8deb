using DeepDefense.Datasets;

namespace DeepDefense.Tests.Datasets;

public sealed class LabeledImagesTests
{
    private readonly LabeledImages _images = SmallDataset.Numbered(4, 2, "cat", "dog");

    [Fact]
    public void A_subset_has_its_images_in_the_order_asked_for() =>
        SmallDataset.NumbersOf(_images.Subset([3, 1])).ShouldBe([3, 1]);

    [Fact]
    public void A_subset_keeps_labels() => _images.Subset([3, 0]).Labels.ToArray().ShouldBe([1, 0]);

    [Fact]
    public void A_label_out_of_range_is_refused() =>
        Should.Throw<ArgumentException>(() => _images.WithLabels([0, 0, 0, 2])).Message
            .ShouldStartWith("label 2 of image 3 is not in [0, 2)");

    [Fact]
    public void Pixels_of_another_size_are_refused() =>
        Should.Throw<ArgumentException>(() => _images.WithPixels(new byte[47]));

    [Fact]
    public void An_image_taken_out_has_its_pixels() =>
        _images.ToImage(2).Pixels.SequenceEqual(_images.Image(2)).ShouldBeTrue();

    [Fact]
    public void Images_of_a_subset_are_one_block_where_a_block_is_asked_for() =>
        _images.Subset([2, 0]).Pixels.ToArray().ShouldBe([.. _images.Image(2), .. _images.Image(0)]);

    [Fact]
    public void Replaced_images_stand_in_their_places_and_the_set_is_left_as_it_is()
    {
        LabeledImages mixed = _images.WithImages([3, 1], _images.Subset([0, 2]));
        SmallDataset.NumbersOf(mixed).ShouldBe([0, 2, 2, 0]);
        mixed.Labels.SequenceEqual(_images.Labels).ShouldBeTrue();
        SmallDataset.NumbersOf(_images).ShouldBe([0, 1, 2, 3]);
    }
}
