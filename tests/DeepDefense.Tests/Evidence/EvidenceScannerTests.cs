using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Evidence;
using DeepDefense.Models;
using DeepDefense.Steganalysis;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;
using DeepDefense.Training;

namespace DeepDefense.Tests.Evidence;

/// <summary>A small victim on synthetic images: what it learned in seconds is found without a word about the trigger.</summary>
[Collection(nameof(TensorCounting))]
public sealed class EvidenceScannerTests : LeakCheck
{
    private static readonly Compute Cpu = new(torch.CPU, Precision.Float32);
    private static readonly EvidenceOptions Short = new() { Steganalyser = new DetectorOptions { Iterations = 60, BatchSize = 32, Network = new WiserNetOptions { Width = 9 } } };
    private static readonly LabeledImages Pool = SyntheticImages.Create(new SyntheticOptions { TrainCount = 1000, TestCount = 1, Size = 16, ClassCount = 4 }, new Seed(1)).Train;
    private static readonly LabeledImages Clean = Pool.Subset([.. Enumerable.Range(0, 200)]);
    private static readonly LabeledImages Training = Pool.Subset([.. Enumerable.Range(200, 800)]);

    [Fact]
    public void Poison_is_found_and_only_under_its_label()
    {
        PoisonedImages poisoned = Poisoning.Poison(Training, new BadNetsOptions { Side = 3 }.CreateTrigger(), new PoisonOptions { Target = 2 }, new Seed(2));
        EvidenceReport report = Scan(poisoned.Images);
        report.SuspectedLabels.ShouldBe([2], string.Join("\n", report.Classes));
        DetectionMetrics found = DetectionMetrics.Of(report.Scan.Scores, report.Scan.Flagged, report.Scan.Isolated, poisoned.Truth);
        found.DetectionSuccessRate!.Value.ShouldBeGreaterThan(0.8);
        found.FalsePositiveRate!.Value.ShouldBeLessThan(0.02);
    }

    [Fact]
    public void In_a_clean_set_nothing_is_flagged_or_isolated()
    {
        EvidenceReport report = Scan(Training);
        report.SuspectedLabels.ShouldBeEmpty(string.Join("\n", report.Classes) + string.Join("\n", report.Separations));
        (report.Scan.Flagged.Length, report.Scan.Isolated.Length).ShouldBe((0, 0));
        EvidenceVerdict.Of(report, Training).Severity.ShouldBe(Severity.None);
    }

    private static EvidenceReport Scan(LabeledImages training)
    {
        ModelDescription description = new() { Architecture = "preactresnet18", Width = 8, ImageHeight = 16, ImageWidth = 16, ClassNames = training.ClassNames };
        using Classifier victim = ClassifierTraining.Train(training, description, new ClassifierTrainingOptions { Epochs = 8, Augmentation = Augmentation.None }, Cpu, new Seed(3));
        using EvidenceSubject subject = new(victim, training, Clean, Cpu, new Seed(4));
        return EvidenceScanner.Scan(subject, Short);
    }
}
