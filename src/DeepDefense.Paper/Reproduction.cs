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

    /// <summary>The sizes and the seed that it was measured with; rows of other conditions do not belong into it. Null: not said.</summary>
    public string? Conditions { get; init; }

    /// <summary>What can be measured by itself, by the subjects of its rows and in their order; a subject may go on after <c> / </c> or in brackets.
    /// Default none: the table is measured whole.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Those that are not measured.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>What else is to be said of parts, in a word each.</summary>
    public IReadOnlyDictionary<string, string> Remarks { get; init; } = new Dictionary<string, string>();

    /// <summary>Lines to plot, for a figure.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>The quantity that a figure shows as bars, one a subject, or null: no bars.</summary>
    public string? Bars { get; init; }

    /// <summary>Names of pictures that belong to it, beside its other files, e.g. a contact sheet.</summary>
    public IReadOnlyList<string> Pictures { get; init; } = [];

    /// <summary>The name of its files less the ending, e.g. <c>table5-cifar10</c>.</summary>
    public string Stem => FileStem(Name, Task);

    /// <summary>The same with what an earlier run measured, under the same conditions, of the parts that are missing here. Such rows keep
    /// their origin.</summary>
    /// <param name="before">What that run left, or null: nothing.</param>
    public Reproduction CompletedBy(Reproduction? before)
    {
        if (before is null || before.Conditions != Conditions || Missing.Count == 0) { return this; }
        ILookup<string?, Measurement> kept = before.Measurements.ToLookup(row => PartOf(row.Subject)), own = Measurements.ToLookup(row => PartOf(row.Subject));
        string[] found = [.. Missing.Where(part => kept.Contains(part) || before.Remarks.ContainsKey(part))];
        return this with
        {
            Origin = Measurements.Count > 0 ? Origin : before.Origin,
            Measurements = [.. Parts.SelectMany(part => found.Contains(part) ? kept[part].Select(row => row with { Origin = Measurements.Count > 0 ? row.Origin ?? before.Origin : row.Origin }) : own[part])],
            Missing = [.. Missing.Except(found)],
            Remarks = new Dictionary<string, string>([.. Remarks, .. before.Remarks.Where(remark => found.Contains(remark.Key))]),
        };
    }

    /// <summary>The part that a row belongs to, or null: none.</summary>
    /// <param name="subject">The row's.</param>
    public string? PartOf(string subject) =>
        Parts.Where(part => subject == part || subject.StartsWith(part + " / ", StringComparison.Ordinal) || subject.StartsWith(part + " (", StringComparison.Ordinal)).MaxBy(part => part.Length);

    /// <summary>The name of the files of a table or figure on a task, less the ending.</summary>
    public static string FileStem(string name, string task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return $"{name}-{task.ToLowerInvariant()}";
    }
}
