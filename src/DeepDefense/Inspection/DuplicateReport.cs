namespace DeepDefense.Inspection;

/// <summary>Images that are there more than once, pixel by pixel; whatever their format.</summary>
/// <param name="Groups">The groups, those across classes first, then those across parts, then in data order.</param>
public sealed record DuplicateReport(IReadOnlyList<DuplicateGroup> Groups)
{
    /// <summary>Images that would go if one of each group stayed.</summary>
    public int Surplus => Groups.Sum(group => group.Sources.Count - 1);

    /// <summary>Groups whose images have one label.</summary>
    public int WithinClass => Groups.Count(group => !group.AcrossClasses);

    /// <summary>Groups whose images have different labels.</summary>
    public int AcrossClasses => Groups.Count(group => group.AcrossClasses);

    /// <summary>Groups with training and test images.</summary>
    public int AcrossParts => Groups.Count(group => group.AcrossParts);
}
