using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Optim;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.FineTuning;

/// <summary>The training on clean images that fine-tuning and the defences built on it share: SGD along a cosine, batch norm in
/// training.</summary>
internal sealed class CleanTuning(Classifier model, LabeledImages clean, FineTuningOptions options, Compute compute, Seed seed)
{
    /// <summary>Where to keep the state, or null (default): nowhere.</summary>
    internal Checkpoint? Checkpoint { get; init; }

    /// <summary>Whether the last state is written too, for a stage that a later one builds on. Default false.</summary>
    internal bool KeepsLast { get; init; }

    /// <summary>Called after each step. Default nothing.</summary>
    internal Action? AfterStep { get; init; }

    /// <summary>Where near the parameters gradients are taken, or null (default): at them.</summary>
    internal SharpnessAwareness? Sharpness { get; init; }

    /// <summary>Trains.</summary>
    /// <param name="lossOf">The scalar loss of a batch.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    internal void Run(Func<LabeledImages, Tensor> lossOf, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        model.Network.train();
        BatchSampler sampler = new(clean, options.BatchSize, options.Augmentation, seed);
        long steps = (long)options.Epochs * sampler.BatchesPerEpoch;
        using SGD optimizer = optim.SGD(model.Network.parameters().ToArray(), 1, options.Momentum, weight_decay: options.WeightDecay);
        TrainingLoop loop = new(model.Network, optimizer, new CosineDecay(options.LearningRate, steps), steps, compute)
        {
            Sharpness = Sharpness,
            AfterStep = AfterStep,
            Checkpoint = Checkpoint,
        };
        loop.Run(step => lossOf(sampler.Batch(step)), progress, cancellation);
        if (KeepsLast) { Checkpoint?.Write(model.Network, optimizer, steps); }
    }
}
