using DeepDefense.Datasets;

namespace DeepDefense.Attacks;

/// <summary>The test images on which an attack is measured: those of its source classes, triggered, under their true labels. Images
/// that are of their target class already would count as successes without any backdoor, and are left out.</summary>
public sealed class TriggeredTestSet
{
    private readonly int[] _targets;

    /// <summary>Triggers the test images for which the attack is meant.</summary>
    /// <param name="clean">The clean test set; left as it is.</param>
    /// <param name="trigger">The attacker's trigger, as it attacks.</param>
    /// <param name="options">Which classes are to be taken for which.</param>
    /// <exception cref="ArgumentException">The options name what is no class, no such image is there, or the trigger
    /// does not fit on the images.</exception>
    public TriggeredTestSet(LabeledImages clean, Trigger trigger, PoisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(trigger);
        ArgumentNullException.ThrowIfNull(options);
        int classes = clean.ClassNames.Count;
        options.Check(classes);
        int[] attacked = [.. Enumerable.Range(0, clean.Count).Where(i => options.Attacks(clean.Labels[i], classes))];
        if (attacked.Length == 0)
        {
            throw new ArgumentException("the attack is meant for none of the test images: they have other classes than its sources, or that of its target", nameof(clean));
        }
        Images = trigger.Apply(clean.Subset(attacked));
        _targets = [.. attacked.Select(i => options.TargetOf(clean.Labels[i], classes))];
    }

    /// <summary>The triggered images under their true labels; none of them is of its target class.</summary>
    public LabeledImages Images { get; }

    /// <summary>(N): the class that each triggered image is to be taken for.</summary>
    public ReadOnlySpan<int> Targets => _targets;
}
