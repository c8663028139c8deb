using System.Text.Json.Serialization;

namespace DeepDefense.Paper;

/// <summary>A table or figure, measured again on one task.</summary>
/// <param name="Name">e.g. <c>table5</c>.</param>
/// <param name="Task">The task as the profile spells it, e.g. <c>CIFAR10</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Measurements">Its numbers, in the order of the paper.</param>
/// <param name="Settings">What differs from the paper, and what else a reader must know, one sentence each.</param>
public sealed record Reproduction(string Name, string Task, string Title, IReadOnlyList<Measurement> Measurements, IReadOnlyList<string> Settings)
{
    /// <summary>When, on what and by which version it was written, or null: not said. Stages that were kept may be older.</summary>
    public string? Origin { get; init; }

    /// <summary>The profile, the seed and what was not at hand; rows of other conditions do not belong into it. Null: not said.</summary>
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

    /// <summary>What is to be said of where its rows come from and of what is missing, one sentence each.</summary>
    [JsonIgnore]
    public IEnumerable<string> Notes =>
    [
        .. Measurements.Where(row => row.Origin is not null).GroupBy(row => row.Origin, row => row.Subject)
            .Select(group => $"Written by another run ({group.Key}): {string.Join("; ", group.Select(subject => PartOf(Parts, subject)).Distinct())}."),
        .. Missing.Count > 0 ? [$"Not measured yet: {string.Join("; ", Missing)}."] : Array.Empty<string>(),
    ];

    /// <summary>Whether rows of an earlier run belong into the same table: seed and sizes are the same.</summary>
    /// <param name="before">What that run left.</param>
    public bool GoesWith(Reproduction before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return before.Conditions == Conditions && before.Settings is [var sizes, ..] && Settings is [var own, ..] && sizes == own;
    }

    /// <summary>The same with what an earlier run measured of the parts that are missing here. Such rows keep their origin, and so do rows that this run only read again.</summary>
    /// <param name="before">What that run left; it <see cref="GoesWith"/> this.</param>
    public Reproduction CompletedBy(Reproduction before)
    {
        ArgumentNullException.ThrowIfNull(before);
        ILookup<string?, Measurement> kept = before.Measurements.ToLookup(row => PartOf(Parts, row.Subject)), own = Measurements.ToLookup(row => PartOf(Parts, row.Subject));
        string[] found = [.. Missing.Where(part => kept.Contains(part) || before.Remarks.ContainsKey(part))];
        HashSet<Measurement> known = [.. before.Measurements.Select(row => row with { Origin = null })];
        bool isNew = Measurements.Any(row => !known.Contains(row));
        return this with
        {
            Origin = isNew ? Origin : before.Origin,
            Measurements = [.. Parts.SelectMany(part => found.Contains(part) ? kept[part].Select(Kept)
                : own[part].Select(row => kept[part].FirstOrDefault(old => old with { Origin = null } == row) is { } same ? Kept(same) : row))],
            Missing = [.. Missing.Except(found)],
            Curves = [.. Parts.SelectMany(part => Curves.Where(curve => curve.Name == part).Concat(before.Curves.Where(curve => curve.Name == part && found.Contains(part))))],
            Remarks = new Dictionary<string, string>([.. Remarks, .. before.Remarks.Where(remark => found.Contains(remark.Key))]),
        };

        Measurement Kept(Measurement row) => isNew ? row with { Origin = row.Origin ?? before.Origin } : row;
    }

    /// <summary>The part that a row belongs to, or null: none.</summary>
    /// <param name="parts">The parts of its table.</param>
    /// <param name="subject">The row's.</param>
    public static string? PartOf(IEnumerable<string> parts, string subject) =>
        parts.Where(part => subject == part || subject.StartsWith(part + " / ", StringComparison.Ordinal) || subject.StartsWith(part + " (", StringComparison.Ordinal)).MaxBy(part => part.Length);

    /// <summary>The name of the files of a table or figure on a task, less the ending.</summary>
    public static string FileStem(string name, string task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return $"{name}-{task.ToLowerInvariant()}";
    }
}
