using DeepDefense.Evaluation;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Mitigation.SharpnessAwareTuning;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Optim;
using DeepDefense.Training;

namespace DeepDefense.Tests.Mitigation;

[Collection(nameof(TensorCounting))]
public sealed class FineTuningTests(PlantedBackdoor planted) : IClassFixture<PlantedBackdoor>
{
    private static readonly FineTuningOptions s_short = new() { Epochs = 10, BatchSize = 50 };

    [Fact]
    public void The_defaults_are_those_of_backdoorbench()
    {
        FineTuningOptions options = new();
        (options.Epochs, options.BatchSize, options.LearningRate, options.Momentum, options.WeightDecay).ShouldBe((100, 256, 0.01, 0.9, 5e-4));
        SharpnessAwareTuningOptions sharp = new();
        (sharp.Tuning, sharp.Radius, sharp.LabelSmoothing).ShouldBe((options, 2, 0.1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_radius_of_nothing_is_refused(double radius) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new SharpnessAwareTuningOptions { Radius = radius });

    [Fact]
    public void Fine_tuning_weakens_a_backdoor_and_clean_images_are_still_known()
    {
        using Classifier model = planted.Copy();
        ModelMetrics before = planted.Measure(model);
        FineTuning.Purify(model, planted.Clean, s_short, PlantedBackdoor.Compute, new Seed(5));
        ModelMetrics after = planted.Measure(model);
        after.AttackSuccessRate!.Value.ShouldBeLessThan(before.AttackSuccessRate!.Value - 0.1, $"{before} {after}");
        after.CleanAccuracy!.Value.ShouldBeGreaterThan(before.CleanAccuracy!.Value - 0.1, $"{before} {after}");
    }

    [Fact]
    public void Sharpness_aware_tuning_ends_where_the_loss_near_the_weights_is_lower_and_the_backdoor_weaker()
    {
        using Classifier plain = planted.Copy(), sharp = planted.Copy();
        FineTuning.Purify(plain, planted.Clean, s_short, PlantedBackdoor.Compute, new Seed(5));
        // The published radius is for a network eight times as wide.
        SharpnessAwareTuning.Purify(sharp, planted.Clean, new() { Tuning = s_short, Radius = 1, LabelSmoothing = 0 }, PlantedBackdoor.Compute, new Seed(5));
        ModelMetrics tuned = planted.Measure(plain), purified = planted.Measure(sharp);
        HighestLossNear(sharp).ShouldBeLessThan(HighestLossNear(plain));
        purified.AttackSuccessRate!.Value.ShouldBeLessThan(tuned.AttackSuccessRate!.Value);
    }

    [Fact]
    public void Clean_images_are_asked_for_in_a_sentence()
    {
        using Classifier model = planted.Copy();
        Should.Throw<ArgumentException>(() => FineTuning.Purify(model, planted.Clean.Subset([]), s_short, PlantedBackdoor.Compute, new Seed(5)))
            .Message.ShouldStartWith("there is no clean image to train on");
    }

    private double HighestLossNear(Classifier model)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        model.Network.train();
        ClassifierTraining.LossOf(model, planted.Clean).backward();
        using IDisposable climbed = new SharpnessAwareness(2).Climb(model.Network);
        return ClassifierTraining.LossOf(model, planted.Clean).ToNumber();
    }
}
