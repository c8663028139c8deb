using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Attacks;

/// <summary>The attacker's step: some training images get the trigger and the target label.</summary>
public static class Poisoning
{
    /// <summary>Poisons round(rate x N) images of a training set, drawn without bias.</summary>
    /// <param name="clean">The training set; left as it is.</param>
    /// <param name="trigger">What is put on the drawn images.</param>
    /// <param name="options">How many, to which class, and whether of that class too.</param>
    /// <param name="seed">Which images: its child <c>poison-selection</c> draws them.</param>
    /// <returns>The poisoned training set, in the same order, with its ground truth.</returns>
    /// <exception cref="ArgumentException">The target is no class of the set, the rate rounds to no image or to more
    /// than there are to draw from, or the trigger does not fit on the images.</exception>
    public static PoisonedImages Poison(LabeledImages clean, Trigger trigger, PoisonOptions options, Seed seed)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(trigger);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Target >= clean.ClassNames.Count)
        {
            throw new ArgumentException(
                $"target {options.Target} is no class: there are {clean.ClassNames.Count}", nameof(options));
        }
        int[] chosen = Choose(clean, options, seed.For("poison-selection"));
        LabeledImages triggered = trigger.Apply(clean.Subset(chosen));
        int[] labels = clean.Labels.ToArray();
        int[] originalLabels = triggered.Labels.ToArray();
        foreach (int index in chosen) { labels[index] = options.Target; }
        LabeledImages poisoned = clean.WithImages(chosen, triggered).WithLabels(labels);
        return new PoisonedImages(poisoned, chosen, originalLabels, trigger.Options, options, seed);
    }

    private static int[] Choose(LabeledImages clean, PoisonOptions options, Seed seed)
    {
        List<int> candidates = new(clean.Count);
        for (int i = 0; i < clean.Count; i++)
        {
            if (options.IncludeTargetClass || clean.Labels[i] != options.Target) { candidates.Add(i); }
        }
        int count = (int)Math.Round(options.PoisonRate * clean.Count, MidpointRounding.AwayFromZero);
        if (count < 1 || count > candidates.Count)
        {
            throw new ArgumentException($"poison rate {options.PoisonRate} of {clean.Count} images is {count}; "
                + $"expected 1 to {candidates.Count}, the images there are to draw from", nameof(options));
        }
        int[] chosen = [.. seed.Stream().Permutation(candidates.Count).Take(count).Select(k => candidates[k])];
        Array.Sort(chosen);
        return chosen;
    }
}
