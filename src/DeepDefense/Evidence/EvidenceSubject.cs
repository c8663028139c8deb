using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;

namespace DeepDefense.Evidence;

/// <summary>What views look at: a network, the set that it was trained on, and images known to be clean. What the network makes of the
/// images is computed once, for all views.</summary>
public sealed class EvidenceSubject : IDisposable
{
    private const int LeastCleanImages = 20;
    private NetworkFeatures? _training, _clean;

    /// <summary>A subject.</summary>
    /// <param name="model">The suspicious network, or a witness that was trained on the same set.</param>
    /// <param name="training">N images under the labels that they were trained on with.</param>
    /// <param name="clean">M images under their true labels, disjoint from the training set.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">What views draw.</param>
    /// <exception cref="ArgumentException">The images do not fit the network or each other.</exception>
    public EvidenceSubject(Classifier model, LabeledImages training, LabeledImages clean, Compute compute, Seed seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireFit(training, clean);
        model.RequireSize(training);
        (Model, Training, Clean, Compute, Seed) = (model, training, clean, compute, seed);
    }

    /// <summary>The network.</summary>
    public Classifier Model { get; }

    /// <summary>N images.</summary>
    public LabeledImages Training { get; }

    /// <summary>M images.</summary>
    public LabeledImages Clean { get; }

    /// <summary>Where and in what numbers.</summary>
    public Compute Compute { get; }

    /// <summary>What views draw.</summary>
    public Seed Seed { get; }

    /// <summary>K.</summary>
    public int Classes => Training.ClassNames.Count;

    /// <summary>Refuses sets that cannot be scanned, before anything is trained for them.</summary>
    /// <exception cref="ArgumentException">They do not fit each other, or there are fewer than 20 clean images.</exception>
    public static void Require(LabeledImages training, LabeledImages clean)
    {
        RequireFit(training, clean);
        if (clean.Count < LeastCleanImages) { throw new ArgumentException($"{clean.Count} clean images; at least {LeastCleanImages} are needed, and ten of each label to judge it"); }
    }

    private static void RequireFit(LabeledImages training, LabeledImages clean)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(clean);
        if ((training.Height, training.Width, training.ClassNames.Count) != (clean.Height, clean.Width, clean.ClassNames.Count))
        {
            throw new ArgumentException($"training images of {training.Height} x {training.Width} pixels and {training.ClassNames.Count} classes, clean ones of "
                + $"{clean.Height} x {clean.Width} and {clean.ClassNames.Count}: they must be of one size and the same classes");
        }
        clean.RequireSameNumbering(training);
    }

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
