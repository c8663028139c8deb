using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Attacks;

public class PoisoningTests
{
    private static readonly BadNetsTrigger Trigger = new(new BadNetsOptions { Side = 2 });
    private static readonly Seed Seed = new(7);

    [Theory]
    [InlineData(100, 0.10, 10)]
    [InlineData(15, 0.10, 2)]
    [InlineData(14, 0.10, 1)]
    [InlineData(10, 0.99, 10)]
    public void The_rate_times_the_number_of_images_is_rounded(int images, double rate, int poisoned)
    {
        PoisonedImages result = Poison(TestImages.Of(images), new PoisonOptions { PoisonRate = rate });
        result.PoisonedCount.ShouldBe(poisoned);
        result.Truth.Count(true).ShouldBe(poisoned);
    }

    [Fact]
    public void Poisoned_images_get_trigger_and_target_and_the_others_stay_as_they_are()
    {
        LabeledImages clean = TestImages.Of(60);
        LabeledImages triggered = Trigger.Apply(clean);
        PoisonedImages result = Poison(clean, new PoisonOptions { PoisonRate = 0.3, Target = 2 });
        for (int i = 0; i < clean.Count; i++)
        {
            LabeledImages source = result.IsPoisoned(i) ? triggered : clean;
            result.Images.Image(i).SequenceEqual(source.Image(i)).ShouldBeTrue($"image {i}");
            result.Images.Labels[i].ShouldBe(result.IsPoisoned(i) ? 2 : clean.Labels[i], $"image {i}");
        }
    }

    [Fact]
    public void The_ground_truth_has_the_labels_from_before()
    {
        LabeledImages clean = TestImages.Of(60);
        PoisonedImages result = Poison(clean, new PoisonOptions { PoisonRate = 0.3 });
        int[] indices = result.PoisonedIndices.ToArray();
        indices.ShouldBeInOrder();
        indices.ShouldBe(Enumerable.Range(0, 60).Where(result.IsPoisoned));
        result.OriginalLabels.ToArray().ShouldBe(indices.Select(i => clean.Labels[i]));
        (result.TriggerName, result.Target, result.Seed).ShouldBe(("badnets", 0, Seed));
    }

    [Fact]
    public void The_clean_set_is_left_as_it_is()
    {
        LabeledImages clean = TestImages.Of(20);
        Poison(clean, new PoisonOptions { PoisonRate = 0.5, Target = 1 });
        clean.Pixels.SequenceEqual(TestImages.Of(20).Pixels).ShouldBeTrue();
        clean.Labels.SequenceEqual(TestImages.Of(20).Labels).ShouldBeTrue();
    }

    [Fact]
    public void Images_of_the_target_class_are_drawn_only_if_wanted()
    {
        PoisonOptions all = new() { PoisonRate = 0.6 };
        PoisonOptions others = all with { IncludeTargetClass = false };
        Poison(TestImages.Of(60), all).OriginalLabels.Contains(0).ShouldBeTrue();
        Poison(TestImages.Of(60), others).OriginalLabels.Contains(0).ShouldBeFalse();
    }

    [Fact]
    public void The_same_seed_draws_the_same_images_and_another_draws_others()
    {
        PoisonOptions options = new() { PoisonRate = 0.2 };
        int[] drawn = Poison(TestImages.Of(100), options).PoisonedIndices.ToArray();
        Poison(TestImages.Of(100), options).PoisonedIndices.ToArray().ShouldBe(drawn);
        Poisoning.Poison(TestImages.Of(100), Trigger, options, new Seed(8)).PoisonedIndices.ToArray()
            .ShouldNotBe(drawn);
    }

    [Fact]
    public void Every_image_is_drawn_about_equally_often()
    {
        int[] times = new int[10];
        LabeledImages clean = TestImages.Of(10);
        for (ulong seed = 0; seed < 1000; seed++)
        {
            PoisonOptions options = new() { PoisonRate = 0.3 };
            foreach (int i in Poisoning.Poison(clean, Trigger, options, new Seed(seed)).PoisonedIndices) { times[i]++; }
        }
        // 300 expected; the standard deviation of a Binomial(1000, 0.3) is 14.5.
        times.ShouldAllBe(count => count > 235 && count < 365);
    }

    [Fact]
    public void What_cannot_be_poisoned_so_is_refused_with_the_numbers()
    {
        LabeledImages clean = TestImages.Of(9);
        Should.Throw<ArgumentException>(() => Poison(clean, new PoisonOptions { Target = 3 }))
            .Message.ShouldContain("target 3 is no class: there are 3");
        Should.Throw<ArgumentException>(() => Poison(clean, new PoisonOptions { PoisonRate = 0.01 }))
            .Message.ShouldContain("poison rate 0.01 of 9 images is 0; expected 1 to 9");
        PoisonOptions tooMany = new() { PoisonRate = 0.9, IncludeTargetClass = false };
        Should.Throw<ArgumentException>(() => Poison(clean, tooMany)).Message.ShouldContain("is 8; expected 1 to 6");
    }

    private static PoisonedImages Poison(LabeledImages clean, PoisonOptions options) =>
        Poisoning.Poison(clean, Trigger, options, Seed);
}
