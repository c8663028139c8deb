using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;

namespace DeepDefense.Evaluation;

/// <summary>What the trigger does to a network, as far as it was seen in the isolated images: measured where the attack itself is not known. The purified
/// model learned from clean images with the same estimate: what was not seen of the trigger may still work.</summary>
/// <param name="Target">The label that the verdict suspects.</param>
/// <param name="TargetName">The name of its class.</param>
/// <param name="Images">Test images of other classes that it was put on.</param>
/// <param name="Before">The suspicious model.</param>
/// <param name="After">The purified model.</param>
public sealed record EstimatedTrigger(int Target, string TargetName, int Images, AttackMetrics Before, AttackMetrics After)
{
    private const double Works = 0.5;

    /// <summary>Whether it hardly works in the suspicious model either: then it was seen badly, and the numbers say little of the purified one.</summary>
    public bool SaysLittle => Before.AttackSuccessRate < Works;

    /// <summary>Measures both.</summary>
    /// <param name="triggered">Test images with the estimated trigger, under their true labels.</param>
    /// <param name="target">The suspected label.</param>
    /// <param name="suspicious">The suspicious model.</param>
    /// <param name="purified">The purified model.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>It, or null: all images have the suspected label.</returns>
    internal static EstimatedTrigger? Of(LabeledImages triggered, int target, Classifier suspicious, Classifier purified, Compute compute, CancellationToken cancellation)
    {
        int images = triggered.Labels.Length - triggered.Labels.Count(target);
        if (images == 0) { return null; }
        return new EstimatedTrigger(target, triggered.ClassNames[target], images, Measured(suspicious), Measured(purified));

        AttackMetrics Measured(Classifier model) => AttackMetrics.Of(model.Predict(triggered, compute, cancellation), triggered.Labels, target);
    }
}
