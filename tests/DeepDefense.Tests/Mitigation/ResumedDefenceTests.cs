using DeepDefense.Datasets;
using DeepDefense.Mitigation.AdversarialNeuronPruning;
using DeepDefense.Mitigation.AdversarialUnlearning;
using DeepDefense.Mitigation.AttentionDistillation;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Mitigation.NeuralCleanse;
using DeepDefense.Mitigation.SharpnessAwareTuning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Tests;
using DeepDefense.Training;

namespace DeepDefense.Tests.Mitigation;

/// <summary>A defence from clean images that was stopped in any of its stages goes on to the same weights.</summary>
[Collection(nameof(Models.TensorCounting))]
public sealed class ResumedDefenceTests : LeakCheck
{
    private static readonly FineTuningOptions s_short = new() { Epochs = 3, BatchSize = 16 };

    private static readonly Dictionary<string, Purify> s_all = new()
    {
        ["fine-tuning"] = (model, checkpoint, progress, cancellation) =>
            FineTuning.Purify(model, Images, s_short, ExampleDefences.Compute, new Seed(3), checkpoint, progress, cancellation),
        ["FT-SAM"] = (model, checkpoint, progress, cancellation) =>
            SharpnessAwareTuning.Purify(model, Images, new() { Tuning = s_short }, ExampleDefences.Compute, new Seed(3), checkpoint, progress, cancellation),
        ["NAD"] = (model, checkpoint, progress, cancellation) =>
            AttentionDistillation.Purify(model, Images, new() { Teacher = s_short, Student = s_short }, ExampleDefences.Compute, new Seed(3), checkpoint, progress, cancellation),
        ["ANP"] = (model, checkpoint, progress, cancellation) => AdversarialNeuronPruning.Purify(model, Images,
            new() { Steps = 8, BatchSize = 16, LearningRate = 2, Threshold = 0.9 }, ExampleDefences.Compute, new Seed(3), checkpoint, progress, cancellation),
        ["I-BAU"] = (model, checkpoint, progress, cancellation) => AdversarialUnlearning.Purify(model, Images,
            new() { Rounds = 2, BatchSize = 16, LearningRate = 0.01 }, ExampleDefences.Compute, new Seed(3), checkpoint, progress, cancellation),
        ["Neural Cleanse"] = (model, checkpoint, progress, cancellation) => NeuralCleanse.Purify(model, Images,
            new() { SearchSteps = 4, AnomalyIndex = 0.1, Tuning = s_short }, ExampleDefences.Compute, new Seed(3), checkpoint, progress, cancellation),
    };

    private delegate void Purify(Classifier model, Checkpoint? checkpoint, IProgress<StageProgress>? progress, CancellationToken cancellation);

    private static LabeledImages Images => ExampleDefences.Images;

    [Theory]
    [InlineData("fine-tuning", "fine-tune")]
    [InlineData("FT-SAM", "fine-tune")]
    [InlineData("NAD", "teacher")]
    [InlineData("NAD", "distil")]
    [InlineData("ANP", "mask")]
    [InlineData("I-BAU", "unlearn")]
    [InlineData("Neural Cleanse", "invert 1")]
    [InlineData("Neural Cleanse", "fine-tune")]
    public void A_defence_that_was_stopped_goes_on_to_the_same_weights(string name, string stage)
    {
        using TemporaryFolder folder = new();
        Checkpoint state = new(folder["state"], "key", 100);
        using CancellationTokenSource stop = new();
        Should.Throw<OperationCanceledException>(() => Weights(name, state, new StopInStage(stage, 0.5, stop), stop.Token));
        Checkpoint.FilesOf(folder["state"]).ShouldNotBeEmpty();
        int told = 0;
        float[] resumed = Weights(name, state, new Counter(() => told++));
        int whole = 0;
        resumed.ShouldBe(Weights(name, null, new Counter(() => whole++)));
        told.ShouldBeLessThan(whole);
    }

    private static float[] Weights(string name, Checkpoint? checkpoint, IProgress<StageProgress>? progress, CancellationToken cancellation = default)
    {
        using Classifier model = ExampleDefences.Suspicious();
        s_all[name](model, checkpoint, progress, cancellation);
        return [.. model.Network.State().SelectMany(entry => entry.Tensor.ToArray<float>())];
    }

    private sealed class Counter(Action told) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => told();
    }
}
