using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.AntiBackdoorLearning;

/// <summary>Anti-backdoor learning (ABL) after Li et al. 2021, the paper's second rival: a network is trained on the
/// poisoned set itself. Poisoned images are learned faster than others; those of the lowest loss at the turning epoch are
/// isolated, the network is trained on with the others, and their labels are unlearned at the end.</summary>
public static class AntiBackdoorLearning
{
    /// <summary>Builds and trains a classifier.</summary>
    /// <param name="images">The training set, poisoned or not.</param>
    /// <param name="description">Architecture and input contract.</param>
    /// <param name="options">How.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">First weights, order and augmentation.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere. Each stage has a file beside the given path,
    /// its name with a dot and the name of the stage; they stay.</param>
    /// <param name="progress">Told after each step of the stages <c>isolate</c>, <c>fine-tune</c> and <c>unlearn</c>.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <returns>The classifier, which the caller owns, and what was isolated.</returns>
    /// <exception cref="ArgumentException">The images do not fit the description, or the isolation rate rounds to none or
    /// all of them.</exception>
    public static (Classifier Model, AntiBackdoorLearningReport Report) Train(LabeledImages images, ModelDescription description,
        AntiBackdoorLearningOptions options, Compute compute, Seed seed, Checkpoint? checkpoint = null,
        IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(compute);
        int count = LossIsolation.Count(images.Count, options.IsolationRate);
        Classifier model = Classifier.Create(description, new Init(seed.For("weights"), compute.Device));
        try
        {
            model.RequireSize(images);
            TrainingStages stages = new(model, options, compute, seed, checkpoint, progress, cancellation);
            stages.Isolate(images);
            double[] losses = model.Losses(images, compute, cancellation);
            int[] isolated = LossIsolation.Lowest(losses, count);
            stages.FineTune(images.Subset([.. Enumerable.Range(0, images.Count).Except(isolated)]));
            stages.Unlearn(images.Subset(isolated));
            return (model, new AntiBackdoorLearningReport(isolated, losses[isolated[^1]], losses.Average()));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
