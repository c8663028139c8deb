using DeepDefense.Attacks;
using DeepDefense.Attacks.Adaptive;
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

    [Fact]
    public void In_an_all_to_all_attack_every_class_becomes_the_next()
    {
        PoisonedImages result = Poison(TestImages.Of(60), new PoisonOptions { PoisonRate = 0.3, LabelAttack = LabelAttack.AllToAll });
        result.OriginalLabels.ToArray().Distinct().Order().ShouldBe([0, 1, 2]);
        foreach (int i in result.PoisonedIndices) { result.Images.Labels[i].ShouldBe((i + 1) % 3); }
    }

    [Fact]
    public void A_clean_label_attack_triggers_images_of_the_target_alone_and_changes_no_label()
    {
        PoisonedImages result = Poison(TestImages.Of(60), new PoisonOptions { PoisonRate = 0.3, Target = 2, LabelAttack = LabelAttack.CleanLabel });
        result.PoisonedCount.ShouldBe(18);
        foreach (int i in result.PoisonedIndices) { (i % 3).ShouldBe(2); }
        result.Images.Labels.ToArray().ShouldBe(TestImages.Of(60).Labels.ToArray());
    }

    [Fact]
    public void A_class_goes_to_the_target_of_its_turn()
    {
        PoisonOptions options = new() { PoisonRate = 0.3, Target = 2, FurtherTargets = new ClassList(1), IncludeTargetClass = false };
        PoisonedImages result = Poison(TestImages.Of(60), options);
        // Classes 0 and 2 go to target 2, which spares 2 itself; class 1 would go to itself.
        result.OriginalLabels.ToArray().ShouldAllBe(label => label == 0);
    }

    [Fact]
    public void A_source_specific_attack_poisons_its_sources_and_covers_others()
    {
        PoisonOptions options = new() { PoisonRate = 0.2, Target = 0, SourceClasses = new ClassList(1), CoverRate = 0.1 };
        LabeledImages clean = TestImages.Of(60);
        LabeledImages triggered = Trigger.Apply(clean);
        PoisonedImages result = Poison(clean, options);
        (result.PoisonedCount, result.CoverIndices.Length).ShouldBe((12, 6));
        result.OriginalLabels.ToArray().ShouldAllBe(label => label == 1);
        foreach (int i in result.CoverIndices)
        {
            (result.Images.Labels[i], result.IsPoisoned(i)).ShouldBe((2, false));
            result.Images.Image(i).SequenceEqual(triggered.Image(i)).ShouldBeTrue($"image {i}");
        }
    }

    [Fact]
    public void Cover_images_are_of_other_classes_than_the_target_and_shift_no_poisoned_image()
    {
        PoisonOptions options = new() { PoisonRate = 0.2 };
        PoisonedImages result = Poison(TestImages.Of(60), options with { CoverRate = 0.2 });
        result.CoverIndices.ToArray().ShouldAllBe(i => i % 3 != 0);
        result.CoverIndices.ToArray().Intersect(result.PoisonedIndices.ToArray()).ShouldBeEmpty();
        result.PoisonedIndices.ToArray().ShouldBe(Poison(TestImages.Of(60), options).PoisonedIndices.ToArray());
    }

    [Fact]
    public void More_cover_images_than_there_are_to_draw_from_are_refused() =>
        Should.Throw<ArgumentException>(() => Poison(TestImages.Of(60), new PoisonOptions { CoverRate = 0.9 }))
            .Message.ShouldContain("cover rate 0.9 of 60 images is 54; expected 1 to ");

    [Fact]
    public void Training_images_get_the_trigger_as_it_is_put_on_them()
    {
        AdaptivePatchTrigger adaptive = new(new AdaptivePatchOptions { Side = 2 });
        LabeledImages clean = TestImages.Of(20);
        PoisonedImages result = Poisoning.Poison(clean, adaptive, new PoisonOptions { PoisonRate = 0.5 }, Seed);
        Trigger part = adaptive.ForTraining(Seed.For("trigger"));
        foreach (int i in result.PoisonedIndices) { result.Images.Image(i).ToArray().ShouldBe(part.Apply(clean.Image(i), 8, 8)); }
        result.Trigger.ShouldBe(adaptive.Options);
    }

    private static PoisonedImages Poison(LabeledImages clean, PoisonOptions options) =>
        Poisoning.Poison(clean, Trigger, options, Seed);
}
