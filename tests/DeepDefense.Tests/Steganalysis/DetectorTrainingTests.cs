using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Tests.Attacks;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;
using DeepDefense.Training;

namespace DeepDefense.Tests.Steganalysis;

[Collection(nameof(TensorCounting))]
public sealed class DetectorTrainingTests : LeakCheck
{
    private static readonly Compute Cpu = new(torch.CPU, Precision.Float32);
    private static readonly LabeledImages Images = TestImages.Of(24, 16, 16);
    private static readonly DetectorOptions Short = new() { Iterations = 3, BatchSize = 8, Network = new WiserNetOptions { Width = 9 } };
    private readonly TemporaryFolder _folder = new();

    protected override void Free() => _folder.Dispose();

    [Theory]
    [InlineData(DetectorSolver.OneCycle)]
    [InlineData(DetectorSolver.Published)]
    public void The_same_seed_gives_the_same_scores_and_another_seed_others(DetectorSolver solver)
    {
        DetectorOptions options = Short with { Solver = solver };
        double[] scores = Scores(options, 1);
        scores.ShouldAllBe(score => double.IsFinite(score));
        Scores(options, 1).ShouldBe(scores);
        Scores(options, 2).ShouldNotBe(scores);
    }

    [Fact]
    public void A_detector_that_is_read_again_scores_and_decides_as_before()
    {
        using StegoDetector made = Train(Short, 1);
        made.Save(_folder["d"]);
        using StegoDetector read = StegoDetector.Load(_folder["d"], torch.CPU);
        read.Score(Images, Cpu).ShouldBe(made.Score(Images, Cpu));
        read.Source.ShouldBe(new TriggerSource(new BadNetsOptions()));
        (read.CalibrationCount, read.ThresholdAt(0.1)).ShouldBe((made.CalibrationCount, made.ThresholdAt(0.1)));
    }

    [Fact]
    public void A_share_of_the_images_is_held_out_for_thresholds() =>
        HeldOut(0.25).ShouldBe(6 * 8); // in eight turns each

    [Fact]
    public void Too_few_images_are_refused() =>
        Should.Throw<ArgumentException>(() => DetectorTraining.Train(Images.Subset([.. Enumerable.Range(0, 19)]), new BadNetsOptions().CreateTrigger(), Short, Cpu, new Seed(1)))
            .Message.ShouldStartWith("19 clean images; a detector needs at least 20");

    [Fact]
    public void A_training_that_was_cancelled_goes_on_to_the_same_detector()
    {
        double[] whole = Scores(Short, 1);
        Checkpoint checkpoint = new(_folder["state"], "key", 100);
        using CancellationTokenSource stop = new();
        Should.Throw<OperationCanceledException>(() => Train(Short, 1, checkpoint, new Progress(stop), stop.Token).Dispose());
        using StegoDetector resumed = Train(Short, 1, checkpoint);
        resumed.Score(Images, Cpu).ShouldBe(whole);
    }

    private static int HeldOut(double fraction)
    {
        using StegoDetector detector = Train(Short with { HeldOutFraction = fraction }, 1);
        return detector.CalibrationCount;
    }

    private static double[] Scores(DetectorOptions options, ulong seed)
    {
        using StegoDetector detector = Train(options, seed);
        return detector.Score(Images, Cpu);
    }

    private static StegoDetector Train(DetectorOptions options, ulong seed, Checkpoint? checkpoint = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        DetectorTraining.Train(Images, new BadNetsOptions().CreateTrigger(), options, Cpu, new Seed(seed), checkpoint, progress, cancellation);

    private sealed class Progress(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => stop.Cancel();
    }
}
