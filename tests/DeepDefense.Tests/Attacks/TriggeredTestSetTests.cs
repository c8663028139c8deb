using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;

namespace DeepDefense.Tests.Attacks;

public class TriggeredTestSetTests
{
    private static readonly BadNetsTrigger Trigger = new(new BadNetsOptions());

    [Fact]
    public void It_has_all_images_of_other_classes_triggered_under_their_true_labels()
    {
        LabeledImages test = TestImages.Of(9);
        TriggeredTestSet triggered = new(test, Trigger, new PoisonOptions { Target = 1 });
        triggered.Targets.ToArray().ShouldAllBe(target => target == 1);
        triggered.Images.Labels.ToArray().ShouldBe([0, 2, 0, 2, 0, 2]);
        triggered.Images.Image(1).SequenceEqual(Trigger.Apply(test.Image(2), 8, 8)).ShouldBeTrue();
    }

    [Fact]
    public void In_an_all_to_all_attack_every_image_is_to_be_taken_for_the_next_class()
    {
        TriggeredTestSet triggered = new(TestImages.Of(6), Trigger, new PoisonOptions { LabelAttack = LabelAttack.AllToAll });
        triggered.Images.Labels.ToArray().ShouldBe([0, 1, 2, 0, 1, 2]);
        triggered.Targets.ToArray().ShouldBe([1, 2, 0, 1, 2, 0]);
    }

    [Fact]
    public void A_source_specific_attack_is_measured_on_its_sources()
    {
        TriggeredTestSet triggered = new(TestImages.Of(6), Trigger, new PoisonOptions { SourceClasses = new ClassList(2) });
        triggered.Images.Labels.ToArray().ShouldBe([2, 2]);
        triggered.Targets.ToArray().ShouldBe([0, 0]);
    }

    [Fact]
    public void A_clean_label_attack_is_measured_on_the_other_classes()
    {
        TriggeredTestSet triggered = new(TestImages.Of(6), Trigger, new PoisonOptions { Target = 1, LabelAttack = LabelAttack.CleanLabel });
        triggered.Images.Labels.ToArray().ShouldBe([0, 2, 0, 2]);
        triggered.Targets.ToArray().ShouldAllBe(target => target == 1);
    }

    [Fact]
    public void A_test_set_of_the_target_class_alone_is_refused() =>
        Should.Throw<ArgumentException>(() => new TriggeredTestSet(TestImages.Of(9).Subset([1, 4]), Trigger, new PoisonOptions { Target = 1 }))
            .Message.ShouldContain("the attack is meant for none of the test images");

    [Fact]
    public void A_target_that_is_no_class_is_refused() =>
        Should.Throw<ArgumentException>(() => new TriggeredTestSet(TestImages.Of(9), Trigger, new PoisonOptions { Target = 3 }))
            .Message.ShouldContain("target 3 is no class: there are 3");
}
