using DeepDefense.Evaluation;
using DeepDefense.Mitigation.NeuralCleanse;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Tests.Mitigation;

[Collection(nameof(TensorCounting))]
public sealed class NeuralCleanseTests(PlantedBackdoor planted) : IClassFixture<PlantedBackdoor>
{
    private const int Target = 0;

    [Fact]
    public void The_defaults_are_those_of_backdoorbench()
    {
        NeuralCleanseOptions options = new();
        (options.SearchBatchSize, options.SearchRate, options.SuccessRate, options.FirstCost, options.CostFactor, options.Patience, options.AnomalyIndex, options.StampedShare)
            .ShouldBe((64, 0.1, 0.98, 1e-3, 2, 5, 2, 0.2));
    }

    [Fact]
    public void A_size_is_an_outlier_more_than_two_deviations_below_the_median()
    {
        // Median 10, MAD 1: deviations of 1.4826.
        (double[] indices, int[] small) = SizeOutliers.Of([10, 9, 11, 10, 7.1, 7, 13, 14, 9], 2);
        indices[5].ShouldBe(3 / 1.4826, 1e-9);
        small.ShouldBe([5]);
    }

    [Fact]
    public void Equal_sizes_have_no_outlier() => SizeOutliers.Of([3, 3, 3], 2).Small.ShouldBeEmpty();

    [Fact]
    public void The_trigger_of_the_target_is_the_smallest_and_is_unlearned()
    {
        using Classifier model = planted.Copy();
        ModelMetrics before = planted.Measure(model);
        // Triggers of the other classes differ much in size: of ten synthetic ones none is two deviations off.
        NeuralCleanseOptions options = new()
        {
            SearchSteps = 150,
            SearchBatchSize = 50,
            FirstCost = 0.01,
            SuccessRate = 0.9,
            AnomalyIndex = 1,
            Tuning = new() { Epochs = 10, BatchSize = 50 },
        };
        NeuralCleanseReport report = NeuralCleanse.Purify(model, planted.Clean, options, PlantedBackdoor.Compute, new Seed(5));
        string seen = $"{string.Join(' ', report.Sizes.Select(size => $"{size:F1}"))}: {string.Join(' ', report.AnomalyIndices.Select(index => $"{index:F1}"))}";
        report.Suspected.ShouldBe([Target], seen);
        report.Sizes.Min().ShouldBe(report.Sizes[Target], seen);
        report.Succeeded[Target].ShouldBeTrue(seen);
        ModelMetrics after = planted.Measure(model);
        after.AttackSuccessRate!.Value.ShouldBeLessThan(before.AttackSuccessRate!.Value / 2, $"{before} {after}");
        after.CleanAccuracy!.Value.ShouldBeGreaterThan(before.CleanAccuracy!.Value - 0.1, $"{before} {after}");
    }

    [Fact]
    public void A_model_without_a_suspected_class_stays_as_it_was()
    {
        using Classifier model = planted.Copy(), original = planted.Copy();
        NeuralCleanseReport report = NeuralCleanse.Purify(model, planted.Clean, new() { SearchSteps = 2, AnomalyIndex = 1000 }, PlantedBackdoor.Compute, new Seed(5));
        report.Suspected.ShouldBeEmpty();
        report.Succeeded.ShouldAllBe(succeeded => !succeeded);
        foreach (((string name, Tensor now), (_, Tensor then)) in model.Network.State().Zip(original.Network.State())) { now.ToArray<float>().ShouldBe(then.ToArray<float>(), name); }
        model.Network.parameters().Count(parameter => parameter.grad is not null).ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(double.PositiveInfinity)]
    public void A_factor_that_does_not_raise_the_cost_is_refused(double factor) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new NeuralCleanseOptions { CostFactor = factor });
}
