using DeepDefense.Datasets;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.SharpnessAwareTuning;

/// <summary>FT-SAM after Zhu et al. 2023: fine-tuning on clean images with sharpness-aware minimization. Neurons of a backdoor have large
/// weights, which plain fine-tuning hardly moves; gradients taken at weights that are changed in proportion to their size shrink
/// them.</summary>
public static class SharpnessAwareTuning
{
    /// <summary>Fine-tunes in place.</summary>
    /// <param name="model">The suspicious model; afterwards the purified one.</param>
    /// <param name="clean">Images known to be clean, under their true labels.</param>
    /// <param name="options">How.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">Order and augmentation.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere.</param>
    /// <param name="progress">Told after each step of the stage <c>fine-tune</c>.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <exception cref="ArgumentException">There is no clean image, they do not fit the model, or the model has no
    /// parameters.</exception>
    /// <exception cref="ModelFormatException">The weights are too coarse to learn.</exception>
    public static void Purify(Classifier model, LabeledImages clean, SharpnessAwareTuningOptions options, Compute compute, Seed seed,
        Checkpoint? checkpoint = null, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        compute = CleanImages.Require(model, clean, options, compute);
        new CleanTuning(model, clean, options.Tuning, compute, seed) { Checkpoint = checkpoint, Sharpness = new SharpnessAwareness(options.Radius) }
            .Run(batch => ClassifierTraining.LossOf(model, batch, options.LabelSmoothing), progress.ForTraining("fine-tune"), cancellation);
    }
}
