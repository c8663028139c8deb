using DeepDefense.Evidence;

namespace DeepDefense.Tests.Evidence;

public sealed class ClassGateTests
{
    private const int PerClass = 200;

    [Fact]
    public void A_label_of_which_a_tenth_are_outliers_is_suspected_and_no_other() =>
        Suspected(20, 0, 1, 0, 0, 2, 0, 1, 0, 0).ShouldBe([0]);

    [Fact]
    public void Two_labels_may_be_suspected() =>
        Suspected(20, 0, 1, 0, 0, 40, 0, 1, 0, 0).ShouldBe([0, 5]);

    [Fact]
    public void Of_two_labels_one_may_be_suspected() =>
        Suspected(30, 1).ShouldBe([0]);

    [Fact]
    public void Wrong_labels_in_half_of_the_classes_do_not_hide_a_target() =>
        Suspected(40, 0, 7, 6, 0, 7, 2, 4, 0, 0).ShouldBe([0]);

    [Fact]
    public void Labels_without_training_images_do_not_count() =>
        Suspected(40, -1, 0, -1, 1, -1, -1, -1, -1, -1).ShouldBe([0]);

    [Fact]
    public void Outliers_that_all_labels_have_a_few_of_are_no_suspicion() =>
        Suspected(3, 2, 1, 4, 2, 3, 2, 1, 3, 2).ShouldBeEmpty();

    [Fact]
    public void Outliers_of_every_label_are_suspected_where_clean_images_have_none() =>
        Suspected(20, 22, 18, 20, 21, 20, 19, 20, 22, 20).Length.ShouldBe(10);

    [Fact]
    public void What_clean_images_have_as_often_is_no_suspicion() =>
        Suspected(clean: 0.1, far: [20, 22, 18, 20, 21, 20, 19, 20, 22, 20]).ShouldBeEmpty();

    [Fact]
    public void Few_clean_images_leave_it_to_chance() =>
        Suspected(clean: 0, cleanPerClass: 1, far: [20, 0, 1, 0, 0, 2, 0, 1, 0, 0]).ShouldBeEmpty();

    // Shares of a network without poison, judged by five clean images a label (CIFAR-10, `reproduce unknown-clean`).
    [Fact]
    public void With_few_clean_images_only_a_label_that_stands_out_far_is_suspected()
    {
        int[] shares = [2, 15, 5, 27, 93, 70, 98, 58, 3, 15];
        Suspected(clean: 0, cleanPerClass: 5, far: shares).ShouldBeEmpty();
        shares = [116, 2, 17, 2, 8, 35, 62, 2, 15, 2];
        Suspected(clean: 0, cleanPerClass: 5, far: shares).ShouldBe([0]);
    }

    // Two groups, as easy and hard images of a class are: the further one reaches beyond what clean images do, but they have it as well.
    [Fact]
    public void Outliers_of_a_group_that_clean_images_have_too_are_no_suspicion()
    {
        int[] labels = [.. Enumerable.Range(0, 2 * PerClass).Select(i => i / PerClass)], cleanLabels = [.. Enumerable.Range(0, 200).Select(i => i % 2)];
        double[] scores = [.. labels.Select((label, i) => label == 0 && i % 2 == 0 ? (i % 10 == 0 ? 4.5 : 2.5) : 0)];
        double[] clean = [.. cleanLabels.Select((label, i) => label == 0 && i % 4 == 0 ? 2.5 : 0)];
        ClassGate gate = ClassGate.Of(scores, labels, clean, cleanLabels, 2)[0];
        (gate.IsSuspected, gate.Group, gate.CleanGroup).ShouldBe((false, 0.5, 0.5));
        gate.Outliers.ShouldBe(0.1);
        ClassGate.Of(scores, labels, [.. clean.Select(_ => 0.0)], cleanLabels, 2)[0].IsSuspected.ShouldBeTrue();
    }

    private static int[] Suspected(params int[] far) => Suspected(0, 100, far);

    // Of each label, or -1: it has no training image.
    private static int[] Suspected(double clean, int cleanPerClass = 100, params int[] far)
    {
        int classes = far.Length;
        int[] labels = [.. Enumerable.Range(0, classes * PerClass).Select(i => i / PerClass).Where(label => far[label] >= 0)], cleanLabels = [.. Enumerable.Range(0, classes * cleanPerClass).Select(i => i % classes)];
        double[] scores = [.. labels.Select((label, i) => i % PerClass < far[label] ? 9.0 : 0)];
        double[] cleanScores = [.. Enumerable.Range(0, cleanLabels.Length).Select(i => i < clean * cleanLabels.Length ? 9.0 : 0)];
        return [.. ClassGate.Of(scores, labels, cleanScores, cleanLabels, classes).Where(gate => gate.IsSuspected).Select(gate => gate.Label)];
    }
}
