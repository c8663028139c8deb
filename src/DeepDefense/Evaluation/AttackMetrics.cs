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
    public static AttackMetrics Of(
        ReadOnlySpan<int> predictionsOnTriggered, ReadOnlySpan<int> trueLabels, int target)
    {
        if (predictionsOnTriggered.Length != trueLabels.Length)
        {
            throw new ArgumentException($"{predictionsOnTriggered.Length} predictions for {trueLabels.Length} labels",
                nameof(predictionsOnTriggered));
        }
        int counted = 0;
        int successes = 0;
        int robust = 0;
        for (int i = 0; i < trueLabels.Length; i++)
        {
            if (trueLabels[i] == target) { continue; }
            counted++;
            if (predictionsOnTriggered[i] == target) { successes++; }
            if (predictionsOnTriggered[i] == trueLabels[i]) { robust++; }
        }
        return counted > 0
            ? new AttackMetrics((double)successes / counted, (double)robust / counted)
            : throw new ArgumentException($"no image has another class than the target {target}", nameof(trueLabels));
    }
}
