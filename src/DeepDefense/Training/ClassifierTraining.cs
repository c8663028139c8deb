using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Optim;

namespace DeepDefense.Training;

/// <summary>Trains a classifier on images as they are, poisoned ones included.</summary>
public static class ClassifierTraining
{
    /// <summary>Builds and trains a classifier.</summary>
    /// <param name="images">The training set.</param>
    /// <param name="description">Architecture and input contract.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">First weights, order and augmentation.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <returns>The classifier; the caller owns it.</returns>
    /// <exception cref="ArgumentException">The images do not fit the description.</exception>
    public static Classifier Train(LabeledImages images, ModelDescription description, ClassifierTrainingOptions options,
        Compute compute, Seed seed, Checkpoint? checkpoint = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default) =>
        Train(images, description, options, (classifier, sampler, step) => LossOfShare(classifier, sampler.Batch(step), compute.Group), compute, seed, checkpoint, progress, cancellation);

    /// <summary>The same with a loss of one's own: that of a step, of the classifier on what the sampler draws.</summary>
    internal static Classifier Train(LabeledImages images, ModelDescription description, ClassifierTrainingOptions options, Func<Classifier, BatchSampler, long, Tensor> lossOf,
        Compute compute, Seed seed, Checkpoint? checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        Classifier classifier = Classifier.Create(description, new Init(seed.For("weights"), compute.Device));
        try
        {
            classifier.RequireSize(images);
            BatchSampler sampler = new(images, options.BatchSize, options.Augmentation, seed.For("batches"));
            long steps = (long)options.Epochs * sampler.BatchesPerEpoch;
            using SGD optimizer = optim.SGD(classifier.Network.parameters().ToArray(), 1, options.Momentum, weight_decay: options.WeightDecay, nesterov: true);
            TrainingLoop loop = new(classifier.Network, optimizer, new OneCycle(options.LearningRate, steps), steps, compute)
            {
                Checkpoint = checkpoint,
                Group = compute.Group,
            };
            loop.Run(step => lossOf(classifier, sampler, step), progress, cancellation);
            return classifier;
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    // The batch is drawn whole: so all ranks together see what one would.
    private static Tensor LossOfShare(Classifier classifier, LabeledImages batch, ProcessGroup group)
    {
        Share share = group.ShareOf(batch.Count);
        return LossOf(classifier, batch.Part(share)) * share.Weight;
    }

    /// <summary>Mean cross-entropy of a classifier on a batch.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="batch">The images.</param>
    /// <param name="smoothing">Share of each label that is spread evenly over all classes, in [0, 1).</param>
    internal static Tensor LossOf(Classifier classifier, LabeledImages batch, double smoothing = 0)
    {
        Tensor logits = classifier.Forward(batch.ToTensor(classifier.Device));
        return nn.functional.cross_entropy(logits, batch.LabelTensor(classifier.Device), label_smoothing: smoothing);
    }
}
