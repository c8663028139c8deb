using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Steganalysis;
using DeepDefense.Steganalysis.Mixture;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Steganalysis.Mixture;

[Collection(nameof(TensorCounting))]
public sealed class MixtureTrainingTests : LeakCheck
{
    private static readonly Compute Cpu = new(torch.CPU, Precision.Float32);
    private static readonly MixtureOptions Blocks = new() { Families = PerturbationFamilies.Blocks, HardNegatives = false };
    private static readonly DetectorOptions Short = MixtureOptions.Detector with { Iterations = 120, BatchSize = 32, Network = MixtureOptions.Detector.Network with { Width = 9 } };
    private readonly TemporaryFolder _folder = new();

    protected override void Free() => _folder.Dispose();

    [Fact]
    public void After_seconds_it_tells_blocks_from_clean_images_that_it_never_saw()
    {
        LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 400, TestCount = 1 }, new Seed(1)).Train;
        LabeledImages learned = images.Subset([.. Enumerable.Range(0, 300)]), unseen = images.Subset([.. Enumerable.Range(300, 100)]);
        using StegoDetector detector = DetectorTraining.Train(learned, Blocks, Short, Cpu, new Seed(1));
        (LabeledImages clean, LabeledImages poisoned) = new MixtureSampler(unseen, Blocks, Short with { BatchSize = 200 }, new Seed(2)).Pairs(0);
        double[] scores = [.. detector.Score(clean, Cpu), .. detector.Score(poisoned, Cpu)];
        bool[] truth = [.. scores.Select((_, i) => i >= clean.Count)];
        new RocCurve(scores, truth).Auc.ShouldBeGreaterThan(0.7);
    }

    [Fact]
    public void A_detector_that_is_read_again_says_what_it_was_trained_with_and_scores_as_before()
    {
        MixtureOptions mixture = new() { Families = PerturbationFamilies.Blocks | PerturbationFamilies.Warps, HardNegatives = false };
        LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 24, TestCount = 1 }, new Seed(1)).Train;
        using StegoDetector made = DetectorTraining.Train(images, mixture, Short with { Iterations = 2, BatchSize = 8 }, Cpu, new Seed(1));
        made.Save(_folder["d"]);
        using StegoDetector read = StegoDetector.Load(_folder["d"], torch.CPU);
        read.Source.ShouldBe(mixture);
        read.Score(images, Cpu).ShouldBe(made.Score(images, Cpu));
    }
}
