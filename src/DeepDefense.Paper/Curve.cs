namespace DeepDefense.Paper;

/// <summary>One line of a figure.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">x and y; y in [0, 1].</param>
public sealed record Curve(string Name, IReadOnlyList<CurvePoint> Points);
