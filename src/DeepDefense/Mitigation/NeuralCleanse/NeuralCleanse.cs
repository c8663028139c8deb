using DeepDefense.Datasets;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.NeuralCleanse;

/// <summary>Neural Cleanse with unlearning after Wang et al. 2019: for each class the smallest change is sought that turns all images into it. Where
/// one is much smaller than the others, it stands for a trigger, and the network is trained on clean images some of which bear it, under
/// their true labels.</summary>
public static class NeuralCleanse
{
    /// <summary>Searches, and unlearns in place what was found.</summary>
    /// <param name="model">The suspicious model; afterwards the purified one, or as it was where no class is suspected.</param>
    /// <param name="clean">Images known to be clean, under their true labels.</param>
    /// <param name="options">How.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">First triggers, order and augmentation.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere. Each stage has a file beside the given path, its name with a dot
    /// and <c>invert-K</c> of class K, or <c>fine-tune</c>; the first stay.</param>
    /// <param name="progress">Told after each step of the stages <c>invert K</c>, one a class, and <c>fine-tune</c>.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <exception cref="ArgumentException">There is no clean image, they do not fit the model, or the model has no
    /// parameters.</exception>
    /// <exception cref="ModelFormatException">The weights are too coarse to learn.</exception>
    public static NeuralCleanseReport Purify(Classifier model, LabeledImages clean, NeuralCleanseOptions options, Compute compute, Seed seed,
        Checkpoint? checkpoint = null, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        compute = CleanImages.Require(model, clean, options, compute);
        List<InvertedTrigger> triggers = [];
        try
        {
            for (int target = 0; target < clean.ClassNames.Count; target++)
            {
                triggers.Add(InvertedTrigger.Find(model, clean, target, options, compute, seed.For("invert", target), checkpoint?.For($"invert-{target}"),
                    progress.ForTraining($"invert {target}"), cancellation));
            }
            double[] sizes = [.. triggers.Select(trigger => trigger.Size)];
            (double[] indices, int[] suspected) = SizeOutliers.Of(sizes, options.AnomalyIndex);
            if (suspected.Length > 0)
            {
                InvertedTrigger[] stamped = [.. suspected.Select(target => triggers[target])];
                new CleanTuning(model, clean, options.Tuning, compute, seed.For("fine-tune")) { Checkpoint = checkpoint?.For("fine-tune") }
                    .Run(batch => LossOf(model, batch, stamped, options.StampedShare), progress.ForTraining("fine-tune"), cancellation);
            }
            return new NeuralCleanseReport(sizes, [.. triggers.Select(trigger => trigger.Succeeds)], indices, suspected);
        }
        finally
        {
            foreach (InvertedTrigger trigger in triggers) { trigger.Dispose(); }
        }
    }

    /// <summary>Mean cross-entropy of a batch whose first images bear the triggers in turn; the order of the batch is random.</summary>
    private static Tensor LossOf(Classifier model, LabeledImages batch, InvertedTrigger[] triggers, double share)
    {
        int stamped = (int)Math.Ceiling(share * batch.Count);
        Tensor pixels = batch.ToTensor(model.Device).to(ScalarType.Float32);
        for (int i = 0; i < triggers.Length; i++)
        {
            float[] where = [.. Enumerable.Range(0, batch.Count).Select(row => row < stamped && row % triggers.Length == i ? 1f : 0)];
            pixels = triggers[i].Stamp(pixels, where.ToTensor([where.Length], model.Device));
        }
        return nn.functional.cross_entropy(model.Forward(pixels), batch.LabelTensor(model.Device));
    }
}
