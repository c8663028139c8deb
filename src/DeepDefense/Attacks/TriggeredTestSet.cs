using DeepDefense.Datasets;

namespace DeepDefense.Attacks;

/// <summary>The test images on which an attack is measured: those of other classes than the target, triggered, under
/// their true labels. Images of the target class would count as successes without any backdoor.</summary>
public sealed class TriggeredTestSet
{
    /// <summary>Triggers the test images of other classes than the target.</summary>
    /// <param name="clean">The clean test set; left as it is.</param>
    /// <param name="trigger">The attacker's trigger.</param>
    /// <param name="target">The class that triggered images are to be taken for.</param>
    /// <exception cref="ArgumentException">The target is no class, no image of another class is there, or the trigger
    /// does not fit on the images.</exception>
    public TriggeredTestSet(LabeledImages clean, Trigger trigger, int target)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(trigger);
        if (target < 0 || target >= clean.ClassNames.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(target), target, $"must lie in [0, {clean.ClassNames.Count})");
        }
        List<int> others = new(clean.Count);
        for (int i = 0; i < clean.Count; i++)
        {
            if (clean.Labels[i] != target) { others.Add(i); }
        }
        if (others.Count == 0)
        {
            throw new ArgumentException($"no test image has another class than the target {target}", nameof(clean));
        }
        Target = target;
        Images = trigger.Apply(clean.Subset([.. others]));
    }

    /// <summary>The triggered images under their true labels; none of them is of the target class.</summary>
    public LabeledImages Images { get; }

    /// <summary>The class that triggered images are to be taken for.</summary>
    public int Target { get; }
}
