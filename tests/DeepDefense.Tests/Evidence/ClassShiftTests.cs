using DeepDefense.Evidence;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Evidence;

public sealed class ClassShiftTests
{
    [Fact]
    public void A_group_that_is_shifted_alike_lies_far_from_the_clean_images_and_the_rest_does_not()
    {
        using PlantedGroup set = new(1, group: 25, shift: 6);
        double[] scores = Scores(set).Training;
        scores.Where((_, i) => set.IsPlanted[i]).Min().ShouldBeGreaterThan(ClassGate.Far);
        scores.Where((_, i) => !set.IsPlanted[i]).Count(score => score > ClassGate.Far).ShouldBeLessThan(6);
    }

    [Fact]
    public void Without_a_group_training_images_lie_where_clean_ones_lie()
    {
        using PlantedGroup set = new(2, group: 0, shift: 0);
        (double[] training, double[] clean) = Scores(set);
        ((double)training.Count(score => score > ClassGate.Far) / training.Length).ShouldBeLessThan(0.03);
        clean.Count(score => score > ClassGate.Far).ShouldBeLessThan(7);
    }

    [Fact]
    public void The_unit_of_a_column_does_not_matter()
    {
        using PlantedGroup set = new(3, group: 25, shift: 6);
        using Tensor factors = torch.linspace(1, 4, set.Training.shape[1]), training = set.Training * factors, clean = set.Clean * factors;
        double[] scaled = ClassShift.Of(training, set.Labels, clean, set.CleanLabels, [(0, 6), (6, 6)], PlantedGroup.Classes, new Seed(7)).Training;
        scaled.Zip(Scores(set).Training, (left, right) => Math.Abs(left - right)).Max().ShouldBeLessThan(1e-2);
    }

    [Fact]
    public void A_label_without_clean_images_is_not_scored()
    {
        using PlantedGroup set = new(4, group: 25, shift: 6);
        int[] others = [.. set.CleanLabels.Select(label => label == 0 ? 1 : label)];
        double[] scores = ClassShift.Of(set.Training, set.Labels, set.Clean, others, [(0, (int)set.Training.shape[1])], PlantedGroup.Classes, new Seed(7)).Training;
        scores.Where((_, i) => set.Labels[i] == 0).ShouldAllBe(score => score == 0);
    }

    private static (double[] Training, double[] Clean) Scores(PlantedGroup set) =>
        ClassShift.Of(set.Training, set.Labels, set.Clean, set.CleanLabels, [(0, 6), (6, 6)], PlantedGroup.Classes, new Seed(7));
}
