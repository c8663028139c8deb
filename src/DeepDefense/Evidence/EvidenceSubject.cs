using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;

namespace DeepDefense.Evidence;

/// <summary>What views look at: a network, the set that it was trained on, and images known to be clean. What the network makes of the
/// images is computed once, for all views.</summary>
/// <param name="model">The suspicious network, or a witness that was trained on the same set.</param>
/// <param name="training">N images under the labels that they were trained on with.</param>
/// <param name="clean">M images under their true labels, disjoint from the training set.</param>
/// <param name="compute">Where and in what numbers.</param>
/// <param name="seed">What views draw.</param>
/// <exception cref="ArgumentException">The images do not fit the network or each other.</exception>
public sealed class EvidenceSubject(Classifier model, LabeledImages training, LabeledImages clean, Compute compute, Seed seed) : IDisposable
{
    private NetworkFeatures? _training, _clean;

    /// <summary>The network.</summary>
    public Classifier Model { get; } = model;

    /// <summary>N images.</summary>
    public LabeledImages Training { get; } = training;

    /// <summary>M images.</summary>
    public LabeledImages Clean { get; } = clean;

    /// <summary>Where and in what numbers.</summary>
    public Compute Compute { get; } = compute;

    /// <summary>What views draw.</summary>
    public Seed Seed { get; } = seed;

    /// <summary>K.</summary>
    public int Classes => Training.ClassNames.Count;

    /// <summary>What the network makes of the training images.</summary>
    internal NetworkFeatures TrainingFeatures(IProgress<double>? progress, CancellationToken cancellation) =>
        _training ??= NetworkFeatures.Of(Model, Training, Compute, progress, cancellation);

    /// <summary>What the network makes of the clean images.</summary>
    internal NetworkFeatures CleanFeatures(CancellationToken cancellation) =>
        _clean ??= NetworkFeatures.Of(Model, Clean, Compute, null, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _training?.Dispose();
        _clean?.Dispose();
    }
}
