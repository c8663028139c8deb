using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.AdversarialUnlearning;

/// <summary>Adversarial unlearning (I-BAU) after Zeng et al. 2022: one perturbation that makes the network err on all clean images stands for
/// the trigger, and the network learns to be right in spite of it. Batch norm uses and keeps the statistics of the suspicious
/// model.</summary>
public static class AdversarialUnlearning
{
    /// <summary>Unlearns in place.</summary>
    /// <param name="model">The suspicious model; afterwards the purified one.</param>
    /// <param name="clean">Images known to be clean, under their true labels.</param>
    /// <param name="options">How.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">Order.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere.</param>
    /// <param name="progress">Told after each step of the stage <c>unlearn</c>.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <exception cref="ArgumentException">There is no clean image, they do not fit the model, or the model has no
    /// parameters.</exception>
    /// <exception cref="ModelFormatException">The weights are too coarse to learn.</exception>
    public static void Purify(Classifier model, LabeledImages clean, AdversarialUnlearningOptions options, Compute compute, Seed seed,
        Checkpoint? checkpoint = null, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        compute = CleanImages.Require(model, clean, options, compute);
        model.Network.eval();
        using PerturbedNetwork state = new(model.Network, [1, 3, clean.Height, clean.Width], model.Device);
        BatchSampler sampler = new(clean, options.BatchSize, Augmentation.None, seed);
        AdversarialObjective objective = new(model, state, options, sampler);
        // Without decay AdamW is Adam.
        using AdamW optimizer = optim.AdamW(model.Network.parameters().ToArray(), 1, weight_decay: 0);
        TrainingLoop loop = new(state, optimizer, new ConstantRate(options.LearningRate), (long)options.Rounds * sampler.BatchesPerEpoch, compute) { Checkpoint = checkpoint };
        loop.Run(objective.At, progress.ForTraining("unlearn"), cancellation);
    }
}
