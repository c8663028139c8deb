namespace DeepDefense.Paper;

/// <summary>A table or figure, measured again on one task.</summary>
/// <param name="Name">e.g. <c>table5</c>.</param>
/// <param name="Task">The task as the profile spells it, e.g. <c>CIFAR10</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Measurements">Its numbers, in the order of the paper.</param>
/// <param name="Settings">What differs from the paper, and what else a reader must know, one sentence each.</param>
public sealed record Reproduction(string Name, string Task, string Title, IReadOnlyList<Measurement> Measurements, IReadOnlyList<string> Settings)
{
    /// <summary>When, on what and by which version it was measured, or null: not said.</summary>
    public string? Origin { get; init; }

    /// <summary>Lines to plot, for a figure.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>The quantity that a figure shows as bars, one a subject, or null: no bars.</summary>
    public string? Bars { get; init; }

    /// <summary>Names of pictures that belong to it, beside its other files, e.g. a contact sheet.</summary>
    public IReadOnlyList<string> Pictures { get; init; } = [];

    /// <summary>The name of its files less the ending, e.g. <c>table5-cifar10</c>.</summary>
    public string Stem => FileStem(Name, Task);

    /// <summary>The name of the files of a table or figure on a task, less the ending.</summary>
    public static string FileStem(string name, string task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return $"{name}-{task.ToLowerInvariant()}";
    }
}
