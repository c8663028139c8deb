using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.Unlearning;

/// <summary>Backdoor unlearning after equation 5 of the paper: min CE(clean) - CE(isolated). Batch norm uses and keeps
/// the statistics of the suspicious model throughout, so that ascending on poisoned batches cannot pollute them.</summary>
public static class BackdoorUnlearning
{
    private const double WarmUp = 0.3;

    /// <inheritdoc cref="Unlearn(Classifier, LabeledImages, LabeledImages, Func{LabeledImages}, UnlearningOptions, Compute, Seed, Checkpoint, IProgress{TrainingProgress}, CancellationToken)"/>
    public static void Unlearn(Classifier model, LabeledImages isolated, LabeledImages clean, UnlearningOptions options,
        Compute compute, Seed seed, Checkpoint? checkpoint = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default) => Unlearn(model, isolated, clean, null, options, compute, seed, checkpoint, progress, cancellation);

    /// <summary>Unlearns in place.</summary>
    /// <param name="model">The suspicious model A; afterwards the purified model B.</param>
    /// <param name="isolated">Images taken for poisoned, under the labels that they came with.</param>
    /// <param name="clean">Images known to be clean, under their true labels.</param>
    /// <param name="corrected">Asked, where <see cref="UnlearningOptions.CorrectedWeight"/> is above 0, for images that bear the trigger under labels held for
    /// right: isolated ones that a teacher relabelled, or clean ones with the trigger put on. Null, or gives null: there are none. Of several ranks the first is
    /// asked.</param>
    /// <param name="options">How.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">Order and augmentation.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <exception cref="ArgumentException">There is no isolated or no clean image, or they do not fit the model;
    /// or the model has no parameters.</exception>
    /// <exception cref="ModelFormatException">The weights are too coarse to learn.</exception>
    public static void Unlearn(Classifier model, LabeledImages isolated, LabeledImages clean, Func<LabeledImages?>? corrected, UnlearningOptions options,
        Compute compute, Seed seed, Checkpoint? checkpoint = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(isolated);
        compute = CleanImages.Require(model, clean, options, compute);
        model.RequireSize(isolated);
        clean.RequireSameNumbering(isolated);
        if (isolated.Count == 0) { throw new ArgumentException("0 isolated images: there is nothing to unlearn", nameof(isolated)); }
        LabeledImages? triggered = options.CorrectedWeight > 0 && corrected is not null ? SharedImages.FromFirst(corrected, compute.Group, cancellation) : null;
        if (triggered is not null)
        {
            model.RequireSize(triggered);
            clean.RequireSameNumbering(triggered);
        }
        UnlearningLoss loss = new(model, isolated, clean, triggered, options, seed, compute.Group);
        if (options.DistillationWeight > 0) { loss.AskTeacher(compute, cancellation); }
        model.Network.eval();
        using AdamW optimizer = optim.AdamW(model.Network.parameters().ToArray(), 1);
        OneCycle schedule = new(options.LearningRate, options.Steps, WarmUp);
        TrainingLoop loop = new(model.Network, optimizer, schedule, options.Steps, compute) { Checkpoint = checkpoint, Group = compute.Group };
        loop.Run(loss.At, progress, cancellation);
    }
}
