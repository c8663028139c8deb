namespace DeepDefense.Attacks.Shaping;

/// <summary>How an attacker who trains the network hides a trigger in it.</summary>
public sealed record MarginSuppressionOptions
{
    /// <summary>What a logit of margin above that of the clean images costs, beside the cross-entropy; above 0. Default 1.</summary>
    public double Weight { get; init => field = Require.Positive(value); } = 1;

    /// <summary>A margin that costs nothing even where clean images have a lower one, so that the trigger wins while the network has hardly learned
    /// them; above 0. Default 2.</summary>
    public double FreeMargin { get; init => field = Require.Positive(value); } = 2;
}
