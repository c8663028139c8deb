using DeepDefense.Datasets;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Evaluation;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.FinePruning;

/// <summary>Fine-pruning after Liu et al. 2018, the paper's first rival: channels that clean images leave dormant are
/// removed, in the hope that the backdoor lives there, and the rest is fine-tuned on clean images. The test set has no
/// say: a part of the clean images validates.</summary>
public static class FinePruning
{
    /// <summary>Prunes and fine-tunes in place.</summary>
    /// <param name="model">The suspicious model; afterwards the purified one, its pruned channels exactly zero.</param>
    /// <param name="clean">Images known to be clean, under their true labels.</param>
    /// <param name="options">How.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">Validation images, order and augmentation.</param>
    /// <param name="checkpoint">Where to keep the state of fine-tuning, or null: nowhere.</param>
    /// <param name="progress">Told after each step of the stages <c>prune</c> and <c>fine-tune</c>.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <exception cref="ArgumentException">The network has no layer that can be pruned, the images do not fit the model,
    /// or there are too few of them to validate on.</exception>
    /// <exception cref="ModelFormatException">The weights are too coarse to learn, and fine-tuning is asked for.</exception>
    public static FinePruningReport Purify(Classifier model, LabeledImages clean, FinePruningOptions options, Compute compute,
        Seed seed, Checkpoint? checkpoint = null, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(compute);
        compute = model.Suited(compute);
        if (options.FineTuningEpochs > 0) { model.RequireLearnable(); }
        model.RequireSize(clean);
        PrunableLayer layer = PrunableLayer.Of(model.Network, options.Layer);
        (LabeledImages tuning, LabeledImages validation) = Split(clean, options, seed);
        double Validate() => Accuracy.Of(model.Predict(validation, compute, cancellation), validation.Labels);

        int[] ranking = Rank(model, layer, tuning, compute, cancellation);
        using ChannelMask mask = new(layer);
        double before = Validate();
        IProgress<double>? pruning = progress.ForShare("prune");
        (int count, double pruned) = options.Share is double share
            ? (Math.Min((int)Math.Round(share * mask.Channels, MidpointRounding.AwayFromZero), mask.Channels - 1), 0)
            : LastGood(mask, ranking, before, options, Validate, pruning);
        mask.Prune(ranking.AsSpan(0, count));
        if (options.Share is not null) { pruned = Validate(); }
        pruning?.Report(1);
        if (options.FineTuningEpochs > 0)
        {
            FineTune(model, tuning, mask, options, compute, seed.For("fine-tuning"), checkpoint, progress.ForTraining("fine-tune"), cancellation);
        }
        return new FinePruningReport(mask.Channels, ranking[..count], before, pruned, options.FineTuningEpochs > 0 ? Validate() : pruned);
    }

    /// <summary>Orders the channels by their mean over clean images and pixels, the least active first.</summary>
    internal static int[] Rank(Classifier model, PrunableLayer layer, LabeledImages clean, Compute compute, CancellationToken cancellation)
    {
        double[] means = model.Mean(clean, layer.Activations, compute, cancellation);
        return [.. Enumerable.Range(0, means.Length).OrderBy(channel => means[channel])];
    }

    /// <summary>Prunes more and more, until the accuracy has fallen too far or one channel is left.</summary>
    /// <returns>The largest count before that, and its accuracy.</returns>
    private static (int Count, double Accuracy) LastGood(ChannelMask mask, int[] ranking, double before, FinePruningOptions options,
        Func<double> validate, IProgress<double>? progress)
    {
        int step = (int)Math.Ceiling(options.StepShare * mask.Channels), most = mask.Channels - 1;
        double floor = before * (1 - options.AccuracyFall);
        (int Count, double Accuracy) good = (0, before);
        while (good.Count < most)
        {
            int next = Math.Min(good.Count + step, most);
            mask.Prune(ranking.AsSpan(0, next));
            double accuracy = validate();
            if (accuracy < floor) { break; }
            good = (next, accuracy);
            progress?.Report((double)next / most);
        }
        return good;
    }

    private static void FineTune(Classifier model, LabeledImages images, ChannelMask mask, FinePruningOptions options, Compute compute,
        Seed seed, Checkpoint? checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        FineTuningOptions tuning = new()
        {
            Epochs = options.FineTuningEpochs,
            BatchSize = options.BatchSize,
            LearningRate = options.LearningRate,
            Momentum = options.Momentum,
            WeightDecay = options.WeightDecay,
            Augmentation = options.Augmentation,
        };
        new CleanTuning(model, images, tuning, compute, seed) { AfterStep = mask.Hold, Checkpoint = checkpoint }
            .Run(batch => ClassifierTraining.LossOf(model, batch), progress, cancellation);
    }

    private static (LabeledImages Tuning, LabeledImages Validation) Split(LabeledImages clean, FinePruningOptions options, Seed seed)
    {
        (int[] tuning, int[] validation) = StratifiedSplit.Of(clean.Labels, clean.ClassNames.Count, options.ValidationShare, seed.For("validation"));
        return tuning.Length > 0 && validation.Length > 0
            ? (clean.Subset(tuning), clean.Subset(validation))
            : throw new ArgumentException($"{clean.Count} clean images; at least one class must have two, one of them to validate on", nameof(clean));
    }
}
