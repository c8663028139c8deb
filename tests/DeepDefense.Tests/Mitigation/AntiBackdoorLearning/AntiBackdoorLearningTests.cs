using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Mitigation.AntiBackdoorLearning;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Tests;
using DeepDefense.Training;

namespace DeepDefense.Tests.Mitigation;

[Collection(nameof(TensorCounting))]
public sealed class AntiBackdoorLearningTests : LeakCheck
{
    private static readonly Compute Compute = new(torch.CPU, Precision.Float32);
    private static readonly LabeledImages Images =
        SyntheticImages.Create(new SyntheticOptions { TrainCount = 64, TestCount = 1, Size = 16 }, new Seed(1)).Train;
    private static readonly AntiBackdoorLearningOptions Short =
        new() { TurningEpoch = 2, FineTuningEpochs = 2, UnlearningEpochs = 2, IsolationRate = 0.1, BatchSize = 16, LearningRate = 0.02 };

    [Fact]
    public void Exactly_the_share_with_the_lowest_losses_is_isolated()
    {
        // Without fine-tuning and ascent the model is the one that the images were isolated with.
        (Classifier model, AntiBackdoorLearningReport report) = Train(Short with { FineTuningEpochs = 0, UnlearningEpochs = 0 });
        using Classifier owned = model;
        double[] losses = model.Losses(Images, Compute);
        report.Isolated.Count.ShouldBe(6);
        report.Isolated.ShouldBe(Enumerable.Range(0, Images.Count).OrderBy(i => losses[i]).Take(6));
        report.LossThreshold.ShouldBe(losses.Order().ElementAt(5));
        report.MeanLoss.ShouldBe(losses.Average());
    }

    [Fact]
    public void The_ascent_raises_the_loss_of_the_isolated_images()
    {
        double Isolated(int epochs)
        {
            (Classifier model, AntiBackdoorLearningReport report) = Train(Short with { UnlearningEpochs = epochs, UnlearningRate = 5e-3 });
            using (model) { return model.Losses(Images.Subset([.. report.Isolated]), Compute).Average(); }
        }
        Isolated(3).ShouldBeGreaterThan(Isolated(0));
    }

    [Fact]
    public void Batch_norm_keeps_its_statistics_in_the_ascent_where_it_is_told_to()
    {
        float[] before = Buffers(Short with { UnlearningEpochs = 0 });
        Buffers(Short).ShouldBe(before);
        Buffers(Short with { HoldStatistics = false }).ShouldNotBe(before);
    }

    [Fact]
    public void The_same_seed_gives_the_same_model() => Weights().ShouldBe(Weights());

    [Theory]
    [InlineData("isolate")]
    [InlineData("fine-tune")]
    [InlineData("unlearn")]
    public void A_course_that_was_stopped_in_any_stage_goes_on_to_the_same_weights(string stage)
    {
        using TemporaryFolder folder = new();
        Checkpoint state = new(folder["state"], "key", 100);
        using CancellationTokenSource stop = new();
        Should.Throw<OperationCanceledException>(() => Weights(state, new StopInStage(stage, 0.5, stop), stop.Token));
        File.Exists(folder["state." + stage]).ShouldBeTrue();
        Weights(state).ShouldBe(Weights());
    }

    [Fact]
    public void A_course_that_is_done_is_not_taken_again()
    {
        using TemporaryFolder folder = new();
        Checkpoint state = new(folder["state"], "key", 100);
        float[] weights = Weights(state);
        Steps steps = new();
        Weights(state, steps).ShouldBe(weights);
        steps.Count.ShouldBe(0);
    }

    [Fact]
    public void An_isolation_rate_that_rounds_to_no_image_is_refused() =>
        Should.Throw<ArgumentException>(() => Train(Short with { IsolationRate = 0.001 })).Message.ShouldContain("of 64 images is 0");

    [Fact]
    public void Images_of_another_size_are_refused() =>
        Should.Throw<ArgumentException>(() => AntiBackdoorLearning.Train(Images, Description(Images, 2) with { ImageWidth = 32 }, Short, Compute, new Seed(2)))
            .Message.ShouldContain("16 x 32");

    [Fact]
    public void Of_a_poisoned_set_poisoned_images_are_isolated()
    {
        Dataset data = SyntheticImages.Create(new SyntheticOptions { TrainCount = 400, TestCount = 100, ClassCount = 4, Size = 16 }, new Seed(1));
        Trigger trigger = new BadNetsOptions { Side = 4 }.CreateTrigger();
        PoisonedImages poisoned = Poisoning.Poison(data.Train, trigger, new PoisonOptions { Target = 1 }, new Seed(2));
        AntiBackdoorLearningOptions options = new() { FineTuningEpochs = 1, IsolationRate = 0.04, BatchSize = 32 };
        (int isolated, int right) = (0, 0);
        // How many of 16 are found goes with the rounding of sums, and so with the threads: 6 to 16 in seven courses.
        foreach (ulong seed in new ulong[] { 3, 4, 5 })
        {
            (Classifier model, AntiBackdoorLearningReport report) = AntiBackdoorLearning.Train(poisoned.Images, Description(poisoned.Images, 8), options, Compute, new Seed(seed));
            using Classifier owned = model;
            isolated += report.Isolated.Count;
            right += report.Isolated.Count(poisoned.IsPoisoned);
            Accuracy.Of(model.Predict(data.Test, Compute), data.Test.Labels).ShouldBeGreaterThan(0.4); // by chance a quarter
        }
        right.ShouldBeGreaterThan(isolated / 2); // by chance a tenth
    }

    private static ModelDescription Description(LabeledImages images, int width) =>
        new() { Width = width, ImageHeight = images.Height, ImageWidth = images.Width, ClassNames = images.ClassNames };

    private static (Classifier Model, AntiBackdoorLearningReport Report) Train(AntiBackdoorLearningOptions options, Checkpoint? checkpoint = null,
        IProgress<StageProgress>? progress = null, CancellationToken cancellation = default) =>
        AntiBackdoorLearning.Train(Images, Description(Images, 2), options, Compute, new Seed(2), checkpoint, progress, cancellation);

    private static float[] Weights(Checkpoint? checkpoint = null, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        using Classifier model = Train(Short, checkpoint, progress, cancellation).Model;
        return [.. model.Network.State().SelectMany(entry => entry.Tensor.ToArray<float>())];
    }

    private static float[] Buffers(AntiBackdoorLearningOptions options)
    {
        using Classifier model = Train(options).Model;
        return [.. model.Network.named_buffers().SelectMany(entry => entry.buffer.ToArray<float>())];
    }

    private sealed class Steps : IProgress<StageProgress>
    {
        internal int Count { get; private set; }

        public void Report(StageProgress value) => Count++;
    }
}
