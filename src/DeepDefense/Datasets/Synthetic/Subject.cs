namespace DeepDefense.Datasets.Synthetic;

/// <summary>One class of the synthetic set: what the object in the picture looks like.</summary>
/// <param name="Name">The class name.</param>
/// <param name="Outline">Its shape.</param>
/// <param name="Paint">What is painted on it.</param>
/// <param name="Directions">Directions that the paint may have, in degrees, before a small tilt.</param>
internal sealed record Subject(string Name, Silhouette Outline, Pattern Paint, params int[] Directions)
{
    /// <summary>The classes, in the order of their labels. Mirrored left to right each stays what it is, so flips
    /// are a fair augmentation.</summary>
    internal static readonly IReadOnlyList<Subject> All =
    [
        new("disc", Silhouettes.Disc, Patterns.Plain, 0),
        new("ring", Silhouettes.Ring, Patterns.Plain, 0),
        new("bar", Silhouettes.Bar, Patterns.Plain, 0),
        new("triangle", Silhouettes.Triangle, Patterns.Plain, 0),
        new("cross", Silhouettes.Cross, Patterns.Plain, 0),
        new("horizontal stripes", Silhouettes.Patch, Patterns.Stripes, 0),
        new("vertical stripes", Silhouettes.Patch, Patterns.Stripes, 90),
        new("diagonal stripes", Silhouettes.Patch, Patterns.Stripes, 45, -45),
        new("checker", Silhouettes.Patch, Patterns.Checker, 0),
        new("dots", Silhouettes.Patch, Patterns.Dots, 0),
    ];
}
