using DeepDefense.Datasets;
using DeepDefense.Mitigation.AdversarialNeuronPruning;
using DeepDefense.Mitigation.AdversarialUnlearning;
using DeepDefense.Mitigation.AntiBackdoorLearning;
using DeepDefense.Mitigation.AttentionDistillation;
using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Mitigation.NeuralCleanse;
using DeepDefense.Mitigation.SharpnessAwareTuning;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Training;

namespace DeepDefense.Tests.Mitigation;

/// <summary>Every defence, short enough for a test, behind one signature: training images in, purified model out.</summary>
internal static class ExampleDefences
{
    internal static readonly Compute Compute = new(torch.CPU, Precision.Float32);

    internal static readonly LabeledImages Images =
        SyntheticImages.Create(new SyntheticOptions { TrainCount = 48, TestCount = 1, Size = 16 }, new Seed(1)).Train;

    private static readonly Dictionary<string, Defence> s_all = new()
    {
        ["unlearning"] = Unlearn(new UnlearningOptions { Steps = 3 }),
        ["equation 5"] = Unlearn(UnlearningOptions.Published with { Steps = 3 }),
        ["fine-pruning"] = FinePrune(new FinePruningOptions { FineTuningEpochs = 2, BatchSize = 16 }),
        ["fine-pruning (paper)"] = FinePrune(FinePruningOptions.Paper),
        ["fine-tuning"] = Clean((model, images, seed, progress, cancellation) =>
            FineTuning.Purify(model, images, Short, Compute, seed, null, progress, cancellation)),
        ["FT-SAM"] = Clean((model, images, seed, progress, cancellation) =>
            SharpnessAwareTuning.Purify(model, images, new() { Tuning = Short }, Compute, seed, null, progress, cancellation)),
        ["NAD"] = Clean((model, images, seed, progress, cancellation) =>
            AttentionDistillation.Purify(model, images, new() { Teacher = Short, Student = Short }, Compute, seed, null, progress, cancellation)),
        // A rate and a threshold at which few steps prune some neurons.
        ["ANP"] = Clean((model, images, seed, progress, cancellation) => AdversarialNeuronPruning.Purify(model, images,
            new() { Steps = 4, BatchSize = 16, LearningRate = 5, Threshold = 0.99 }, Compute, seed, null, progress, cancellation)),
        ["I-BAU"] = Clean((model, images, seed, progress, cancellation) =>
            AdversarialUnlearning.Purify(model, images, new() { Rounds = 2, BatchSize = 16 }, Compute, seed, null, progress, cancellation)),
        // An index above which some class always is.
        ["Neural Cleanse"] = Clean((model, images, seed, progress, cancellation) => NeuralCleanse.Purify(model, images,
            new() { SearchSteps = 2, AnomalyIndex = 0.1, Tuning = Short }, Compute, seed, null, progress, cancellation)),
        ["ABL"] = AblOf(AntiBackdoorLearningOptions.Original),
        ["ABL (paper)"] = AblOf(AntiBackdoorLearningOptions.Paper),
    };

    internal delegate Classifier Defence(LabeledImages images, Seed seed, IProgress<double>? progress, CancellationToken cancellation);

    internal static IReadOnlyCollection<string> Names => s_all.Keys;

    internal static Defence Of(string name) => s_all[name];

    /// <summary>The suspicious model that defences start from.</summary>
    internal static Classifier Suspicious() => Classifier.Create(Description, new Init(new Seed(2), torch.CPU));

    private static ModelDescription Description => new() { Width = 2, ImageHeight = 16, ImageWidth = 16, ClassNames = Images.ClassNames };

    private static FineTuningOptions Short => new() { Epochs = 2, BatchSize = 16 };

    private static Defence Clean(Action<Classifier, LabeledImages, Seed, IProgress<StageProgress>?, CancellationToken> purify) =>
        (images, seed, progress, cancellation) => Purified(model => purify(model, images, seed, Shares(progress), cancellation));

    private static Defence Unlearn(UnlearningOptions options) => (images, seed, progress, cancellation) => Purified(model =>
        BackdoorUnlearning.Unlearn(model, images.Subset([0, 1]), images, options, Compute, seed, null,
            progress is null ? null : new Relay<TrainingProgress>(value => progress.Report((double)value.Step / value.Steps)), cancellation));

    private static Defence FinePrune(FinePruningOptions options) => Clean((model, images, seed, progress, cancellation) =>
        FinePruning.Purify(model, images, options, Compute, seed, null, progress, cancellation));

    private static Defence AblOf(AntiBackdoorLearningOptions published) => (images, seed, progress, cancellation) =>
        AntiBackdoorLearning.Train(images, Description,
            published with { TurningEpoch = 1, FineTuningEpochs = 1, UnlearningEpochs = 1, IsolationRate = 0.1, BatchSize = 16 },
            Compute, seed, null, Shares(progress), cancellation).Model;

    private static Classifier Purified(Action<Classifier> defend)
    {
        Classifier model = Suspicious();
        try
        {
            defend(model);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static Relay<StageProgress>? Shares(IProgress<double>? progress) =>
        progress is null ? null : new Relay<StageProgress>(value => progress.Report(value.Share));

    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
