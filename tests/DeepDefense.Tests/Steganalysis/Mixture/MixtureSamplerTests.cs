using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Steganalysis.Mixture;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Tests.Steganalysis.Mixture;

public sealed class MixtureSamplerTests
{
    private static readonly LabeledImages Photographs = SyntheticImages.Create(new SyntheticOptions { TrainCount = 64, TestCount = 1 }, new Seed(1)).Train;

    [Fact]
    public void The_pairs_of_a_step_do_not_depend_on_the_steps_before()
    {
        MixtureSampler sampler = Sampler(Photographs, new MixtureOptions());
        (LabeledImages clean, LabeledImages poisoned) = sampler.Pairs(7);
        sampler.Pairs(3);
        (LabeledImages cleanAgain, LabeledImages poisonedAgain) = Sampler(Photographs, new MixtureOptions()).Pairs(7);
        cleanAgain.Pixels.ToArray().ShouldBe(clean.Pixels.ToArray());
        poisonedAgain.Pixels.ToArray().ShouldBe(poisoned.Pixels.ToArray());
        sampler.Pairs(8).Poisoned.Pixels.ToArray().ShouldNotBe(poisoned.Pixels.ToArray());
    }

    [Fact]
    public void Hard_negatives_are_the_same_on_both_sides_of_a_pair()
    {
        (LabeledImages clean, LabeledImages poisoned) = Sampler(Photographs, new MixtureOptions { Families = PerturbationFamilies.Embedding }).Pairs(0);
        // What embedding may do is all that sets the sides apart, though about half of the clean images are no longer what they were.
        clean.Pixels.ToArray().Zip(poisoned.Pixels.ToArray()).Max(values => Math.Abs(values.First - values.Second)).ShouldBeLessThanOrEqualTo(EmbeddingPerturbation.MostChange);
        Photographs.CountSharedWith(clean).ShouldBeInRange(clean.Count / 4, clean.Count * 3 / 4);
    }

    [Fact]
    public void Without_hard_negatives_the_clean_side_is_as_it_was()
    {
        LabeledImages clean = Sampler(Photographs, new MixtureOptions { HardNegatives = false }).Pairs(0).Clean;
        Photographs.CountSharedWith(clean).ShouldBe(clean.Count);
    }

    [Fact]
    public void Hard_negatives_do_not_shift_what_families_draw()
    {
        MixtureOptions blocks = new() { Families = PerturbationFamilies.Blocks };
        ChangedPlaces(blocks).Intersect(ChangedPlaces(blocks with { HardNegatives = false })).Count().ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Strong_changes_come_first()
    {
        MixtureSampler sampler = Sampler(Photographs, new MixtureOptions());
        ChangeOf(sampler, 0, 10).ShouldBeGreaterThan(ChangeOf(sampler, 90, 10));
    }

    [Fact]
    public void An_image_that_is_hardly_changed_is_in_no_pair()
    {
        byte[] pixels = new byte[64 * 3 * 32 * 32];
        Array.Fill(pixels, byte.MaxValue);
        LabeledImages white = Photographs.WithPixels(pixels);
        // White blocks on white.
        Sampler(white, new MixtureOptions { Families = PerturbationFamilies.Blocks, HardNegatives = false }).Pairs(0).Clean.Count.ShouldBeInRange(1, 31);
        Should.Throw<TrainingException>(() => Sampler(white, new MixtureOptions { Families = PerturbationFamilies.Tones, HardNegatives = false }).Pairs(0))
            .Message.ShouldBe("Tones change none of the 32 images of a batch enough to be seen");
    }

    [Fact]
    public void A_mixture_of_no_family_or_of_unknown_ones_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new MixtureOptions { Families = PerturbationFamilies.None });
        Should.Throw<ArgumentOutOfRangeException>(() => new MixtureOptions { Families = (PerturbationFamilies)4096 });
    }

    private static string[] ChangedPlaces(MixtureOptions options)
    {
        (LabeledImages clean, LabeledImages poisoned) = Sampler(Photographs, options).Pairs(90);
        return [.. Enumerable.Range(0, clean.Count).Select(i => string.Join(' ', Enumerable.Range(0, clean.ImageSize).Where(at => clean.Image(i)[at] != poisoned.Image(i)[at])))];
    }

    private static double ChangeOf(MixtureSampler sampler, int first, int steps) => Enumerable.Range(first, steps).Average(step =>
    {
        (LabeledImages clean, LabeledImages poisoned) = sampler.Pairs(step);
        return Enumerable.Range(0, clean.Count).Average(i => PairSampler.Change(clean.Image(i), poisoned.Image(i)));
    });

    private static MixtureSampler Sampler(LabeledImages images, MixtureOptions mixture) =>
        new(images, mixture, new DetectorOptions { Iterations = 100, Dihedral = false }, new Seed(1));
}
