namespace DeepDefense.Review;

/// <summary>What a person says of an image.</summary>
public enum ImageDecision
{
    /// <summary>Nothing yet: the image is treated like any other.</summary>
    Undecided,

    /// <summary>It carries a trigger.</summary>
    Poisoned,

    /// <summary>It does not, whatever its score.</summary>
    Clean,
}
