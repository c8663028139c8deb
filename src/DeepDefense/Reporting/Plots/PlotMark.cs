namespace DeepDefense.Reporting.Plots;

/// <summary>A vertical line at a value, e.g. a threshold.</summary>
/// <param name="X">Along the horizontal axis.</param>
/// <param name="Text">What stands beside it.</param>
public sealed record PlotMark(double X, string Text);
