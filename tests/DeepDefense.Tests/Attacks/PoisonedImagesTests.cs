using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Attacks;

public class PoisonedImagesTests
{
    private static readonly PoisonedImages Poisoned = Poisoning.Poison(TestImages.Of(30),
        new BadNetsTrigger(new BadNetsOptions()), new PoisonOptions { PoisonRate = 0.3 }, new Seed(3));

    [Fact]
    public void Reordering_takes_the_ground_truth_along()
    {
        int[] order = new Seed(5).Stream().Permutation(30);
        PoisonedImages reordered = Poisoned.Reorder(order);
        int place = 0;
        for (int k = 0; k < 30; k++)
        {
            reordered.IsPoisoned(k).ShouldBe(Poisoned.IsPoisoned(order[k]));
            reordered.Images.Image(k).SequenceEqual(Poisoned.Images.Image(order[k])).ShouldBeTrue();
            if (reordered.IsPoisoned(k)) { reordered.OriginalLabels[place++].ShouldBe(order[k] % 3); }
        }
        reordered.PoisonedIndices.ToArray().ShouldBeInOrder();
    }

    [Fact]
    public void Reordering_takes_the_cover_images_along()
    {
        PoisonedImages covered = Poisoning.Poison(TestImages.Of(30), new BadNetsTrigger(new BadNetsOptions()),
            new PoisonOptions { PoisonRate = 0.3, CoverRate = 0.2 }, new Seed(3));
        int[] order = new Seed(5).Stream().Permutation(30);
        PoisonedImages reordered = covered.Reorder(order);
        reordered.CoverIndices.ToArray().ShouldBeInOrder();
        reordered.CoverIndices.ToArray().Select(k => order[k]).Order().ShouldBe(covered.CoverIndices.ToArray());
    }

    [Fact]
    public void An_order_that_repeats_or_drops_an_image_is_refused()
    {
        int[] repeated = [0, .. Enumerable.Range(0, 29)];
        Should.Throw<ArgumentException>(() => Poisoned.Reorder(repeated)).Message
            .ShouldContain("not a permutation of 0 to 29");
        Should.Throw<ArgumentException>(() => Poisoned.Reorder([0, 1, 2]));
    }
}
