using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.Relabelling;

/// <summary>What a network that does not follow the trigger says of images.</summary>
public static class Teacher
{
    /// <summary>The probability from which a network counts as sure where nothing else is said.</summary>
    public const double SureFrom = 0.8;

    // Mirror images are copies, and a set that is mapped may be larger than the memory.
    private const int MirroredAtOnce = 4096;

    /// <summary>The mean of its probabilities for an image and its mirror image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">(N, 3, H, W).</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>(N, K), row-major.</returns>
    public static float[] Answers(Classifier model, LabeledImages images, Compute compute, CancellationToken cancellation = default) =>
        Answers(model, images, compute, MirroredAtOnce, cancellation);

    /// <inheritdoc cref="Answers(Classifier, LabeledImages, Compute, CancellationToken)"/>
    internal static float[] Answers(Classifier model, LabeledImages images, Compute compute, int mirroredAtOnce, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        float[] plain = model.Probabilities(images, compute, cancellation);
        IEnumerable<float> mirrored = Enumerable.Range(0, images.Count).Chunk(mirroredAtOnce)
            .SelectMany(part => model.Probabilities(ImageTransform.Mirror.Apply(images.Subset(part)), compute, cancellation));
        return [.. plain.Zip(mirrored, (a, b) => (a + b) / 2)];
    }

    /// <summary>Gives images that are held for poisoned the labels that the network is sure of.</summary>
    /// <param name="model">The network.</param>
    /// <param name="training">The training set.</param>
    /// <param name="suspects">Which of its images.</param>
    /// <param name="leastConfidence">The probability from which the network counts as sure, in (0, 1].</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>One an image, in the order of <paramref name="suspects"/>.</returns>
    public static RelabelledImage[] Relabel(Classifier model, LabeledImages training, ReadOnlySpan<int> suspects, double leastConfidence, Compute compute,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        double least = Require.PositiveUnit(leastConfidence, nameof(leastConfidence));
        LabeledImages images = training.Subset(suspects);
        float[] answers = Answers(model, images, compute, cancellation);
        int classes = training.ClassNames.Count;
        RelabelledImage[] relabelled = new RelabelledImage[images.Count];
        for (int i = 0; i < relabelled.Length; i++)
        {
            ReadOnlySpan<float> answer = answers.AsSpan(i * classes, classes);
            int best = 0;
            for (int label = 1; label < classes; label++) { best = answer[label] > answer[best] ? label : best; }
            bool isSure = answer[best] >= least && best != images.Labels[i];
            relabelled[i] = new RelabelledImage(suspects[i], images.Labels[i], isSure ? best : null, answer[best]);
        }
        return relabelled;
    }
}
