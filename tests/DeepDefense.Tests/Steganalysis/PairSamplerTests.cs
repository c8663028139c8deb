using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Tests.Attacks;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Tests.Steganalysis;

public sealed class PairSamplerTests
{
    private static readonly Trigger Square = new BadNetsOptions().CreateTrigger();

    [Fact]
    public void A_pair_is_an_image_and_the_same_with_the_trigger()
    {
        (LabeledImages clean, LabeledImages triggered) = Sampler(TestImages.Of(8, 16, 16), dihedral: true).Pairs(3);
        clean.Count.ShouldBe(4);
        triggered.Pixels.ToArray().ShouldBe(Square.Apply(clean.Pixels, 16, 16));
    }

    [Fact]
    public void An_image_that_the_trigger_does_not_change_is_in_no_pair()
    {
        LabeledImages images = TestImages.Of(4, 16, 16);
        byte[] pixels = images.Pixels.ToArray();
        Square.Apply(images.Image(0), 16, 16).CopyTo(pixels.AsSpan(0));
        (LabeledImages clean, LabeledImages triggered) = Sampler(images.WithPixels(pixels), dihedral: false).Pairs(0);
        (clean.Count, triggered.Count).ShouldBe((3, 3));
    }

    [Fact]
    public void A_trigger_that_changes_no_image_is_an_error_that_says_so()
    {
        byte[] white = new byte[4 * 3 * 16 * 16];
        Array.Fill(white, byte.MaxValue);
        Should.Throw<TrainingException>(() => Sampler(TestImages.Of(4, 16, 16).WithPixels(white), dihedral: true).Pairs(0))
            .Message.ShouldBe("the trigger badnets changes none of the 4 images of a batch");
    }

    private static PairSampler Sampler(LabeledImages images, bool dihedral) =>
        new(images, Square, new DetectorOptions { BatchSize = 8, Dihedral = dihedral }, new Seed(1));
}
