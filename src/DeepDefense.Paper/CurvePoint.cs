namespace DeepDefense.Paper;

/// <summary>One point of a line.</summary>
/// <param name="X">What is varied.</param>
/// <param name="Label">How the axis names it.</param>
/// <param name="Y">The rate measured, in [0, 1].</param>
public sealed record CurvePoint(double X, string Label, double Y);
