namespace DeepDefense.Review.Serving;

/// <summary>What a review is of.</summary>
public sealed record ReviewSubject
{
    /// <summary>The run folder, as the user named it.</summary>
    public required string Run { get; init; }

    /// <summary>The state.</summary>
    public required ReviewSession Session { get; init; }

    /// <summary>Where the decisions go.</summary>
    public required string DecisionsFile { get; init; }

    /// <summary>A picture of the trigger (PNG), or null: there is none.</summary>
    public byte[]? Trigger { get; init; }

    /// <summary>What the person must know before deciding, or null: nothing.</summary>
    public string? Warning { get; init; }
}
