namespace DeepDefense.Mitigation.AntiBackdoorLearning;

/// <summary>What keeps the loss of a batch, L, near a level until the turning epoch, so that only images that are learned
/// faster than all others get below it.</summary>
public enum IsolationObjective
{
    /// <summary>sign(L - level) L: below the level the gradient is climbed (LGA).</summary>
    LocalGradientAscent,

    /// <summary>|L - level| + level: the same slopes, a loss that is not negative.</summary>
    Flooding,
}
