namespace DeepDefense.Evaluation;

/// <summary>What a network does with triggered test images of other classes than the target.</summary>
/// <param name="AttackSuccessRate">Share that is taken for the target class (ASR), in [0, 1].</param>
/// <param name="RobustAccuracy">Share that is still classified correctly (RA), in [0, 1]. The two add up to at most 1.
/// </param>
/// <remarks>Source of the definitions: BackdoorBench, <c>utils/metric.py</c>.</remarks>
public sealed record AttackMetrics(double AttackSuccessRate, double RobustAccuracy)
{
    /// <summary>Counts over predictions on triggered images; those of the target class are left out.</summary>
    /// <param name="predictionsOnTriggered">(N).</param>
    /// <param name="trueLabels">(N), the labels before poisoning.</param>
    /// <param name="target">The class that triggered images are to be taken for.</param>
    /// <exception cref="ArgumentException">There is not one prediction a label, or no image of another
    /// class.</exception>
    public static AttackMetrics Of(ReadOnlySpan<int> predictionsOnTriggered, ReadOnlySpan<int> trueLabels, int target)
    {
        int[] targets = new int[trueLabels.Length];
        Array.Fill(targets, target);
        return Of(predictionsOnTriggered, trueLabels, targets);
    }

    /// <summary>Counts over predictions on triggered images; those of their target class are left out.</summary>
    /// <param name="predictionsOnTriggered">(N).</param>
    /// <param name="trueLabels">(N), the labels before poisoning.</param>
    /// <param name="targets">(N), the class that each triggered image is to be taken for.</param>
    /// <exception cref="ArgumentException">There is not one prediction and target a label, or no image of another class.</exception>
    public static AttackMetrics Of(ReadOnlySpan<int> predictionsOnTriggered, ReadOnlySpan<int> trueLabels, ReadOnlySpan<int> targets)
    {
        if (predictionsOnTriggered.Length != trueLabels.Length || targets.Length != trueLabels.Length)
        {
            throw new ArgumentException($"{predictionsOnTriggered.Length} predictions and {targets.Length} targets for {trueLabels.Length} labels",
                nameof(predictionsOnTriggered));
        }
        int counted = 0, successes = 0, robust = 0;
        for (int i = 0; i < trueLabels.Length; i++)
        {
            if (trueLabels[i] == targets[i]) { continue; }
            counted++;
            if (predictionsOnTriggered[i] == targets[i]) { successes++; }
            if (predictionsOnTriggered[i] == trueLabels[i]) { robust++; }
        }
        return counted > 0
            ? new AttackMetrics((double)successes / counted, (double)robust / counted)
            : throw new ArgumentException("no image has another class than its target", nameof(trueLabels));
    }
}
