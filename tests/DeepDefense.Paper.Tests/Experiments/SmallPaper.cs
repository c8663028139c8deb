using DeepDefense.Attacks.Ssba;
using DeepDefense.Datasets;
using DeepDefense.Evidence;
using DeepDefense.Mitigation.AntiBackdoorLearning;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Paper.Stages;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Paper.Tests.Experiments;

/// <summary>Both tasks on a few synthetic images with networks of a few channels: everything is there and nothing is
/// learned.</summary>
internal sealed class SmallPaper : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal SmallPaper()
    {
        Cifar10Binary.Save(_folder["cifar10"], Images(32));
        Dataset faces = Images(64);
        string[] people = [.. Enumerable.Range(1, 10).Select(i => $"n{i:D6}")];
        ImageFolder.Save(_folder["faces"], new Dataset("faces", Renamed(faces.Train, people), Renamed(faces.Test, people)));
    }

    internal string Results => _folder["results"];

    public void Dispose() => _folder.Dispose();

    /// <summary>The stages of both tasks, over what earlier ones left.</summary>
    internal IReadOnlyList<Laboratory> Laboratories(ulong seed = 1, bool computes = true, params string[] asked)
    {
        StageCache cache = new(Path.Combine(Results, "stages"), TimeProvider.System, computes);
        PaperData data = new(_folder.Path, Results, new Seed(seed), new StageLock(TimeProvider.System, null, CancellationToken.None), CancellationToken.None);
        return [.. Enum.GetValues<PaperTask>().Select(task =>
        {
            Laboratory lab = new(task, Sizes(task), data, cache, new Compute(torch.CPU, Precision.Float32), new Seed(seed));
            return asked.Length > 0 ? lab.AskedFor(asked.ToHashSet()) : lab;
        })];
    }

    private static TaskProfile Sizes(PaperTask task) => new()
    {
        Title = task.ToString(),
        Data = task == PaperTask.Cifar10 ? new() : new() { Size = 64 },
        EncoderShare = 0.2,
        DefenderShare = 0.4,
        Architecture = task == PaperTask.Cifar10 ? "preactresnet18" : "resnet18",
        Width = 2,
        Victim = new ClassifierTrainingOptions { Epochs = 1, BatchSize = 16 },
        UnknownDefenderShare = 0.3,
        UnknownVictim = new ClassifierTrainingOptions { Epochs = 1, BatchSize = 16 },
        Evidence = new EvidenceOptions { Steganalyser = new DetectorOptions { Network = new WiserNetOptions { Width = 9 }, BatchSize = 4, Iterations = 2 } },
        Encoder = new SsbaEncoderOptions { Network = new StegaOptions { Bits = 50, Width = 1 }, Steps = 2, BatchSize = 4, HealthSteps = 1, Attempts = 1 },
        RequireFitEncoder = false,
        Detector = new DetectorOptions { Network = new WiserNetOptions { Width = 9 }, BatchSize = 4 },
        DetectorIterations = (2, 3, 4),
        PublishedDetector = DetectorOptions.Published with { Network = new WiserNetOptions { Width = 9 }, BatchSize = 4, Iterations = 2 },
        Unlearning = new() { Steps = 1, CleanBatchSize = 4, IsolatedBatchSize = 2 },
        Relapse = new FineTuningOptions { Epochs = 1, BatchSize = 16 },
        Rivals = new RivalOptions().Scaled(1e-9) with { AntiBackdoorLearning = new AntiBackdoorLearningOptions { TurningEpoch = 1, FineTuningEpochs = 1, UnlearningEpochs = 1, BatchSize = 16, IsolationRate = 0.1 } },
        AntiBackdoorLearning = new AntiBackdoorLearningOptions { TurningEpoch = 1, FineTuningEpochs = 1, UnlearningEpochs = 1, BatchSize = 16, IsolationRate = 0.1 },
    };

    private static Dataset Images(int size) =>
        SyntheticImages.Create(new SyntheticOptions { TrainCount = 120, TestCount = 20, Size = size }, new Seed(1));

    private static LabeledImages Renamed(LabeledImages images, string[] names) =>
        new(images.Pixels.ToArray(), images.Labels.ToArray(), images.Height, images.Width, names);
}
