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
        TriggeredTestSet triggered = new(test, Trigger, target: 1);
        triggered.Target.ShouldBe(1);
        triggered.Images.Labels.ToArray().ShouldBe([0, 2, 0, 2, 0, 2]);
        triggered.Images.Image(1).SequenceEqual(Trigger.Apply(test.Image(2), 8, 8)).ShouldBeTrue();
    }

    [Fact]
    public void A_test_set_of_the_target_class_alone_is_refused() =>
        Should.Throw<ArgumentException>(() => new TriggeredTestSet(TestImages.Of(9).Subset([1, 4]), Trigger, 1))
            .Message.ShouldContain("no test image has another class than the target 1");

    [Fact]
    public void A_target_that_is_no_class_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TriggeredTestSet(TestImages.Of(9), Trigger, 3))
            .Message.ShouldContain("must lie in [0, 3)");
}
