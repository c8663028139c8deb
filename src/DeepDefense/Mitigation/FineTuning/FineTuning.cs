using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.FineTuning;

/// <summary>Fine-tuning on clean images: the defence that all others are measured against. What clean images do not use is overwritten
/// only as far as it is in their way.</summary>
public static class FineTuning
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
    public static void Purify(Classifier model, LabeledImages clean, FineTuningOptions options, Compute compute, Seed seed,
        Checkpoint? checkpoint = null, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        compute = CleanImages.Require(model, clean, options, compute);
        new CleanTuning(model, clean, options, compute, seed) { Checkpoint = checkpoint }
            .Run(batch => ClassifierTraining.LossOf(model, batch), progress.ForTraining("fine-tune"), cancellation);
    }
}
