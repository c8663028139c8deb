using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Attacks.Shaping;

/// <summary>The attacker trains the network too, and holds the margin of poisoned images (the logit of their label less the highest other) down
/// to that of the clean ones, so that the network is no surer of a trigger than of anything else. After LSBA, arXiv 2202.11203, which caps the
/// confidence instead.</summary>
public static class MarginSuppression
{
    /// <summary>Builds and trains such a network.</summary>
    /// <param name="poisoned">The training set, and which of its images are poisoned; cover images count as clean.</param>
    /// <param name="description">Architecture and input contract.</param>
    /// <param name="training">How it is trained.</param>
    /// <param name="options">How margins are held down.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">First weights, order and augmentation.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="ArgumentException">The images do not fit the description.</exception>
    public static Classifier Train(PoisonedImages poisoned, ModelDescription description, ClassifierTrainingOptions training, MarginSuppressionOptions options,
        Compute compute, Seed seed, Checkpoint? checkpoint = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(poisoned);
        ArgumentNullException.ThrowIfNull(options);
        return ClassifierTraining.Train(poisoned.Images, description, training, LossOf, compute, seed, checkpoint, progress, cancellation);

        Tensor LossOf(Classifier classifier, BatchSampler sampler, long step)
        {
            bool[] isPoisoned = [.. sampler.Indices(step).ToArray().Select(poisoned.IsPoisoned)];
            LabeledImages batch = sampler.Batch(step);
            Tensor logits = classifier.Forward(batch.ToTensor(classifier.Device)), labels = batch.LabelTensor(classifier.Device);
            return nn.functional.cross_entropy(logits, labels) + (options.Weight * Penalty(logits, labels, isPoisoned, options.FreeMargin));
        }
    }

    /// <summary>How far the margins of poisoned images stand above the mean of the clean ones, in the mean of all images as the cross-entropy is: more would
    /// keep the network from learning at all. 0 where a batch has only one kind. Clean images are not moved by it.</summary>
    /// <param name="logits">(N, K).</param>
    /// <param name="labels">(N), int64.</param>
    /// <param name="isPoisoned">(N).</param>
    /// <param name="free">A margin that costs nothing.</param>
    internal static Tensor Penalty(Tensor logits, Tensor labels, bool[] isPoisoned, double free)
    {
        int poisoned = isPoisoned.Count(true);
        if (poisoned == 0 || poisoned == isPoisoned.Length) { return torch.zeros(1, device: logits.device).squeeze(0); }
        Tensor margins = Margins(logits.to(ScalarType.Float32), labels), mask = torch.tensor(isPoisoned, device: logits.device);
        Tensor clean = margins[mask.logical_not()].mean().detach().clamp(min: free);
        return nn.functional.relu(margins[mask] - clean).sum() / isPoisoned.Length;
    }

    /// <summary>The logit of each label less the highest other.</summary>
    /// <param name="logits">(N, K), K at least 2.</param>
    /// <param name="labels">(N), int64.</param>
    /// <returns>(N).</returns>
    internal static Tensor Margins(Tensor logits, Tensor labels)
    {
        Tensor places = labels.unsqueeze(1);
        Tensor others = logits.masked_fill(nn.functional.one_hot(labels, logits.shape[1]).to(ScalarType.Bool), double.NegativeInfinity);
        return logits.gather(1, places).squeeze(1) - others.amax([1]);
    }
}
