using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Steganalysis;

/// <summary>Step 1 of Algorithm 1: clean images and their triggered copies, kept together in a batch, so that what
/// differs is the trigger alone. A pair that the trigger hardly changes (a white corner under a white square) would
/// teach that a clean image is poisoned; it is left out.</summary>
internal sealed class PairSampler(LabeledImages clean, Trigger trigger, DetectorOptions options, Seed seed)
{
    // Of the change on the median pair of the batch.
    private const double LeastChange = 0.1;

    private readonly BatchSampler _covers = new(clean, options.BatchSize / 2,
        options.Dihedral ? Augmentation.Dihedral : Augmentation.None, seed);

    /// <summary>The pairs of a step: all clean images, then their triggered copies in the same order.</summary>
    internal (LabeledImages Clean, LabeledImages Triggered) Pairs(long step)
    {
        LabeledImages covers = _covers.Batch(step);
        LabeledImages triggered = trigger.Apply(covers);
        long[] changes = [.. Enumerable.Range(0, covers.Count).Select(i => Change(covers.Image(i), triggered.Image(i)))];
        long median = changes.Order().ElementAt(changes.Length / 2);
        int[] changed = [.. Enumerable.Range(0, covers.Count).Where(i => changes[i] > 0 && changes[i] >= LeastChange * median)];
        return changed.Length > 0
            ? (covers.Subset(changed), triggered.Subset(changed))
            : throw new TrainingException($"the trigger {trigger.Name} changes none of the {covers.Count} images of a batch");
    }

    /// <summary>Levels by which two images differ, summed.</summary>
    internal static long Change(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        long sum = 0;
        for (int i = 0; i < before.Length; i++) { sum += Math.Abs(before[i] - after[i]); }
        return sum;
    }
}
