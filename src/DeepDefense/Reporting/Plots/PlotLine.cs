namespace DeepDefense.Reporting.Plots;

/// <summary>Points joined by a line.</summary>
/// <param name="Name">What the legend calls it; empty: no legend.</param>
/// <param name="Points">In order.</param>
public sealed record PlotLine(string Name, IReadOnlyList<PlotPoint> Points);
