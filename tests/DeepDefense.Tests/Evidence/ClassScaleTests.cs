using DeepDefense.Evidence;

namespace DeepDefense.Tests.Evidence;

public sealed class ClassScaleTests
{
    [Fact]
    public void Scores_become_deviations_of_the_clean_images_of_the_label()
    {
        // One label: its spread is that of all, so that the weights do not matter. Median 3, deviations 2 1 0 1 2: 1.
        double[] clean = [1, 2, 3, 4, 5];
        ClassScale.Of([3, 3 + 1.4826, 0], [0, 0, 0], clean, [0, 0, 0, 0, 0], 1).Training
            .ShouldBe([0, 1, -3 / 1.4826], 1e-12);
    }

    [Fact]
    public void The_spread_of_few_clean_images_is_mostly_that_of_all_labels()
    {
        // Label 0: two images without a spread. Label 1: 40 of spread 1.4826; all 42 deviations: 38 ones and zeros.
        double[] clean = [7, 7, .. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? -1.0 : 1.0)];
        int[] labels = [0, 0, .. Enumerable.Repeat(1, 40)];
        double spread = 1.4826 * Math.Sqrt(20 / 22.0);
        ClassScale.Of([8], [0], clean, labels, 2).Training[0].ShouldBe(1 / spread, 1e-12);
    }
}
