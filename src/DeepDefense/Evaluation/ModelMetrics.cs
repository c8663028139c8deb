using System.Text.Json.Serialization;

namespace DeepDefense.Evaluation;

/// <summary>How well a network does its task, and how well a backdoor in it works. Rates in [0, 1]; null where the
/// attack, or a test set, is not known.</summary>
public sealed record ModelMetrics
{
    /// <summary>Share of clean test images that are classified correctly (CA).</summary>
    [JsonPropertyName("cleanAccuracy")]
    public double? CleanAccuracy { get; init => field = OptionalRate.Checked(value); }

    /// <summary>Share of triggered test images of other classes that are taken for the target class (ASR).</summary>
    [JsonPropertyName("attackSuccessRate")]
    public double? AttackSuccessRate { get; init => field = OptionalRate.Checked(value); }

    /// <summary>Share of those images that are classified as what they are (RA).</summary>
    [JsonPropertyName("robustAccuracy")]
    public double? RobustAccuracy { get; init => field = OptionalRate.Checked(value); }

    /// <summary>What triggered test images of other classes are taken for, or null: the attack is not known, or nobody counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AnswerCount>? TriggeredAnswers { get; init; }

    /// <summary>The metrics of one network.</summary>
    /// <param name="cleanAccuracy">CA, in [0, 1].</param>
    /// <param name="attack">ASR and RA, or null where the attack is not known.</param>
    public static ModelMetrics Of(double? cleanAccuracy, AttackMetrics? attack) => new()
    {
        CleanAccuracy = cleanAccuracy,
        AttackSuccessRate = attack?.AttackSuccessRate,
        RobustAccuracy = attack?.RobustAccuracy,
    };

    /// <summary>Defense effectiveness rating (DER) of what turned <paramref name="before"/> into
    /// <paramref name="after"/>: (max(0, fall of ASR) - max(0, fall of CA) + 1) / 2, in [0, 1]; 0.5 is no effect. Null
    /// where a rate is not known.</summary>
    /// <remarks>Source: Zhu et al., "Enhancing fine-tuning based backdoor defense", 2023, as in the docstring of
    /// BackdoorBench, <c>utils/metric.py</c> (its longer function adds the second term instead).</remarks>
    public static double? DefenseEffectiveness(ModelMetrics before, ModelMetrics after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        double? attackFall = before.AttackSuccessRate - after.AttackSuccessRate;
        double? accuracyFall = before.CleanAccuracy - after.CleanAccuracy;
        return attackFall is double gain && accuracyFall is double loss
            ? (Math.Max(0, gain) - Math.Max(0, loss) + 1) / 2
            : null;
    }
}
