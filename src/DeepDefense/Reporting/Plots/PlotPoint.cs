namespace DeepDefense.Reporting.Plots;

/// <summary>A point of a plot.</summary>
/// <param name="X">Along the horizontal axis.</param>
/// <param name="Y">Along the vertical axis.</param>
public readonly record struct PlotPoint(double X, double Y);
