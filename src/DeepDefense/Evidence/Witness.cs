using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Evidence;

/// <summary>A network that is trained on the suspicious set for the purpose of watching it: where there is no model, where it cannot be
/// looked into, or where the attacker may have shaped it. It learns the trigger as the suspicious model did.</summary>
public static class Witness
{
    private const int Width = 32;

    /// <summary>Whether a model cannot be looked into, so that a witness must stand for it.</summary>
    public static bool IsNeededFor(Classifier model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return NetworkFeatures.IsClosed(model);
    }

    /// <summary>Trains one: PreActResNet-18 of half width, 20 epochs, images mirrored and not shifted, which keeps small triggers from
    /// taking.</summary>
    /// <param name="training">The suspicious set.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">First weights and order.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere.</param>
    /// <param name="progress">Told after each step of the stage <c>witness</c>.</param>
    /// <param name="cancellation">Stops before the next step.</param>
    /// <returns>The network; the caller owns it.</returns>
    public static Classifier Train(LabeledImages training, Compute compute, Seed seed, Checkpoint? checkpoint = null, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ModelDescription description = new()
        {
            Architecture = Classifier.Architectures[0],
            Width = Width,
            ImageHeight = training.Height,
            ImageWidth = training.Width,
            ClassNames = training.ClassNames,
        };
        return ClassifierTraining.Train(training, description, new ClassifierTrainingOptions(), compute, seed, checkpoint, progress.ForTraining("witness"), cancellation);
    }
}
