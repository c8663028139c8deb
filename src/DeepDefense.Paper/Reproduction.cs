namespace DeepDefense.Paper;

/// <summary>A table or figure, measured again.</summary>
/// <param name="Name">e.g. <c>table5</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Measurements">Its numbers, in the order of the paper.</param>
/// <param name="Settings">What differs from the paper, and what else a reader must know, one sentence each.</param>
public sealed record Reproduction(string Name, string Title, IReadOnlyList<Measurement> Measurements, IReadOnlyList<string> Settings)
{
    /// <summary>Lines to plot, for a figure.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>The quantity that a figure shows as bars, one a subject, or null: no bars.</summary>
    public string? Bars { get; init; }

    /// <summary>Files that belong to it, e.g. a contact sheet.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}
