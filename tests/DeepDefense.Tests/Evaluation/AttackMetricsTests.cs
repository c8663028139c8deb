using DeepDefense.Evaluation;

namespace DeepDefense.Tests.Evaluation;

public class AttackMetricsTests
{
    [Fact]
    public void Of_five_images_two_go_to_the_target_and_one_stays_what_it_is() =>
        AttackMetrics.Of([0, 0, 3, 1, 2], [1, 2, 3, 4, 5], target: 0).ShouldBe(new AttackMetrics(0.4, 0.2));

    [Fact]
    public void Each_image_succeeds_at_the_target_that_it_has_itself() =>
        AttackMetrics.Of([1, 2, 0, 1], [0, 1, 2, 0], targets: [1, 2, 0, 2]).ShouldBe(new AttackMetrics(0.75, 0));

    [Fact]
    public void Targets_of_another_number_than_labels_are_refused() =>
        Should.Throw<ArgumentException>(() => AttackMetrics.Of([1, 2], [0, 1], targets: [1])).Message.ShouldContain("1 targets for 2 labels");

    [Fact]
    public void Images_of_the_target_class_are_never_counted()
    {
        AttackMetrics without = AttackMetrics.Of([0, 1, 2], [1, 1, 1], target: 0);
        AttackMetrics with = AttackMetrics.Of([0, 0, 0, 1, 2, 0], [0, 0, 1, 1, 1, 0], target: 0);
        with.ShouldBe(without);
    }

    [Fact]
    public void Without_an_image_of_another_class_there_is_nothing_to_measure()
    {
        Should.Throw<ArgumentException>(() => AttackMetrics.Of([0, 0], [0, 0], target: 0)).Message
            .ShouldContain("no image has another class than its target");
        Should.Throw<ArgumentException>(() => AttackMetrics.Of([0], [0, 1], target: 0));
    }
}
