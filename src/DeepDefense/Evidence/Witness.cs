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

    /// <summary>Trains one: PreActResNet-18 of half width, 20 epochs, mirrored images only, so that triggers stay where they are.</summary>
    /// <param name="training">The suspicious set.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">First weights and order.</param>
    /// <param name="progress">Told after each step of the stage <c>witness</c>.</param>
    /// <param name="cancellation">Stops before the next step.</param>
    /// <returns>The network; the caller owns it.</returns>
    public static Classifier Train(LabeledImages training, Compute compute, Seed seed, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
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
        return ClassifierTraining.Train(training, description, new ClassifierTrainingOptions(), compute, seed, null, progress.ForTraining("witness"), cancellation);
    }
}
