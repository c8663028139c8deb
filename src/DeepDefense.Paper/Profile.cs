using DeepDefense.Attacks.Ssba;
using DeepDefense.Datasets;
using DeepDefense.Evidence;
using DeepDefense.Mitigation.AntiBackdoorLearning;
using DeepDefense.Steganalysis;
using DeepDefense.Training;

namespace DeepDefense.Paper;

/// <summary>How large the experiments are.</summary>
/// <param name="Name">How commands spell it.</param>
/// <param name="Cifar10">Object classification.</param>
/// <param name="VggFace2">Face recognition.</param>
public sealed record Profile(string Name, TaskProfile Cifar10, TaskProfile VggFace2)
{
    // Corner triggers survive mirroring in part, shifting hardly: prior art, and our own trials.
    private const Augmentation Mirrored = Augmentation.Flip;

    /// <summary>Minutes on two cores: whether everything runs, not what it can do.</summary>
    public static Profile Quick { get; } = new("quick",
        new TaskProfile
        {
            Title = "CIFAR10",
            DetectionImages = 1600,
            VictimImages = 1600,
            Architecture = "preactresnet18",
            Width = 8,
            Victim = new ClassifierTrainingOptions { Epochs = 6, Augmentation = Mirrored },
            UnknownVictim = new ClassifierTrainingOptions { Epochs = 6, Augmentation = Mirrored },
            Evidence = new EvidenceOptions { Steganalyser = new DetectorOptions { Network = new WiserNetOptions { Width = 9 }, BatchSize = 32, Iterations = 60 } },
            Encoder = new SsbaEncoderOptions { Steps = 60, BatchSize = 32, HealthSteps = 30, Attempts = 1 },
            RequireFitEncoder = false,
            Detector = new DetectorOptions { Network = new WiserNetOptions { Width = 9 }, BatchSize = 32 },
            DetectorIterations = (80, 80, 80),
            PublishedDetector = DetectorOptions.Published with { Iterations = 80 },
            Unlearning = new() { Steps = 20 },
            Rivals = new RivalOptions().Scaled(0.05),
            AntiBackdoorLearning = AntiBackdoorLearningOptions.Paper.Scaled(0.08),
        },
        new TaskProfile
        {
            Title = "Faces",
            Data = new DatasetOptions { Size = 64, ClassCount = 8, TrainPerClass = 60, TestPerClass = 20 },
            Architecture = "resnet18",
            Width = 8,
            Victim = new ClassifierTrainingOptions { Epochs = 6, Augmentation = Mirrored, BatchSize = 32 },
            UnknownVictim = new ClassifierTrainingOptions { Epochs = 6, Augmentation = Mirrored, BatchSize = 32 },
            Evidence = new EvidenceOptions { Steganalyser = new DetectorOptions { Network = new WiserNetOptions { Width = 9 }, BatchSize = 16, Iterations = 40 } },
            Encoder = new SsbaEncoderOptions { Steps = 30, BatchSize = 16, HealthSteps = 15, Attempts = 1 },
            RequireFitEncoder = false,
            Detector = new DetectorOptions { Network = new WiserNetOptions { Width = 9 }, BatchSize = 16 },
            DetectorIterations = (60, 60, 60),
            Unlearning = new() { Steps = 20 },
            Rivals = new RivalOptions().Scaled(0.05),
            AntiBackdoorLearning = AntiBackdoorLearningOptions.Paper.Scaled(0.08),
        });

    /// <summary>Hours on two cores with the shared data.</summary>
    public static Profile Laptop { get; } = new("laptop",
        new TaskProfile
        {
            Title = "CIFAR10",
            DefenderShare = 0.65,
            JpegVictims = true,
            VictimImages = 25_000,
            VictimDefenderShare = 0.12,
            Architecture = "preactresnet18",
            Width = 32,
            Victim = new ClassifierTrainingOptions { Epochs = 14, Augmentation = Mirrored, BatchSize = 128, LearningRate = 0.1 },
            DetectorIterations = (1200, 3000, 1500),
            AntiBackdoorLearning = AntiBackdoorLearningOptions.Paper.Scaled(0.1),
        },
        new TaskProfile
        {
            Title = "Faces",
            Data = new DatasetOptions { Size = 64 },
            DefenderShare = 0.25,
            Architecture = "resnet18",
            Width = 32,
            Victim = new ClassifierTrainingOptions { Epochs = 20, Augmentation = Mirrored },
            Encoder = new SsbaEncoderOptions { ImageWeight = 3 },
            DetectorIterations = (800, 3000, 1000),
            AntiBackdoorLearning = (AntiBackdoorLearningOptions.Paper with { FineTuningEpochs = 21 }).Scaled(0.3),
        });

    /// <summary>The published epochs, widths and iterations; for full data sets and a GPU. What encoder and defender take of the
    /// training images is missing from the victim's.</summary>
    public static Profile Published { get; } = new("paper",
        new TaskProfile
        {
            Title = "CIFAR10",
            EncoderShare = 0.1,
            DefenderShare = 0.2,
            Architecture = "preactresnet18",
            Width = 64,
            Victim = new ClassifierTrainingOptions { Epochs = 100, Augmentation = Mirrored, BatchSize = 128, LearningRate = 0.1 },
            Detector = DetectorOptions.Published,
            DetectorIterations = (20_000, 20_000, 20_000),
        },
        new TaskProfile
        {
            Title = "VGGFace2",
            Data = new DatasetOptions { Size = 64, ClassCount = 200, TrainPerClass = 400, TestPerClass = 50 },
            EncoderShare = 0.1,
            DefenderShare = 0.125,
            Architecture = "resnet18",
            Width = 64,
            Victim = new ClassifierTrainingOptions { Epochs = 60, Augmentation = Mirrored, BatchSize = 128, LearningRate = 0.1 },
            Detector = DetectorOptions.Published,
            DetectorIterations = (20_000, 20_000, 20_000),
            AntiBackdoorLearning = AntiBackdoorLearningOptions.Paper with { FineTuningEpochs = 21 },
        });

    /// <summary>All profiles, smallest first.</summary>
    public static IReadOnlyList<Profile> All { get; } = [Quick, Laptop, Published];

    /// <summary>The profile of a task.</summary>
    public TaskProfile Of(PaperTask task) => task == PaperTask.Cifar10 ? Cifar10 : VggFace2;
}
