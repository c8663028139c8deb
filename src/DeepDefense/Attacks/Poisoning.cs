using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Attacks;

/// <summary>The attacker's step: some training images get the trigger, and most of them another label.</summary>
public static class Poisoning
{
    /// <summary>Poisons round(rate x N) images of a training set, drawn without bias, and covers round(cover rate x N) others.</summary>
    /// <param name="clean">The training set; left as it is.</param>
    /// <param name="trigger">What is put on the drawn images, as it is put on training images.</param>
    /// <param name="options">How many, to which class, and from which.</param>
    /// <param name="seed">Its child <c>poison-selection</c> draws the poisoned images, <c>cover-selection</c> the cover images, and
    /// <c>trigger</c> what they show of an adaptive trigger.</param>
    /// <returns>The poisoned training set, in the same order, with its ground truth.</returns>
    /// <exception cref="ArgumentException">The options name what is no class of the set or contradict each other, a rate rounds to no image
    /// or to more than there are to draw from, or the trigger does not fit on the images.</exception>
    public static PoisonedImages Poison(LabeledImages clean, Trigger trigger, PoisonOptions options, Seed seed)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(trigger);
        ArgumentNullException.ThrowIfNull(options);
        int classes = clean.ClassNames.Count;
        options.Check(classes);
        int[] chosen = Choose(clean, "poison", options.PoisonRate, i => options.MayPoison(clean.Labels[i], classes), seed.For("poison-selection"));
        HashSet<int> poisonedOnes = [.. chosen];
        int[] covers = options.CoverRate == 0 ? [] : Choose(clean, "cover", options.CoverRate,
            i => options.MayCover(clean.Labels[i], classes) && !poisonedOnes.Contains(i), seed.For("cover-selection"));
        int[] all = [.. chosen, .. covers];
        LabeledImages triggered = trigger.ForTraining(seed.For("trigger")).Apply(clean.Subset(all));
        int[] labels = clean.Labels.ToArray();
        int[] originalLabels = [.. chosen.Select(index => labels[index])];
        foreach (int index in chosen) { labels[index] = options.TargetOf(labels[index], classes); }
        LabeledImages poisoned = clean.WithImages(all, triggered).WithLabels(labels);
        return new PoisonedImages(poisoned, chosen, originalLabels, covers, trigger.Options, options, seed);
    }

    private static int[] Choose(LabeledImages clean, string what, double rate, Func<int, bool> mayBe, Seed seed)
    {
        int[] candidates = [.. Enumerable.Range(0, clean.Count).Where(mayBe)];
        int count = (int)Math.Round(rate * clean.Count, MidpointRounding.AwayFromZero);
        if (count < 1 || count > candidates.Length)
        {
            throw new ArgumentException($"{what} rate {rate} of {clean.Count} images is {count}; "
                + $"expected 1 to {candidates.Length}, the images there are to draw from", nameof(rate));
        }
        int[] chosen = [.. seed.Stream().Permutation(candidates.Length).Take(count).Select(k => candidates[k])];
        Array.Sort(chosen);
        return chosen;
    }
}
