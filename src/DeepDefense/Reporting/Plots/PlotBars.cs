namespace DeepDefense.Reporting.Plots;

/// <summary>Bars of one width, side by side over a range, from the bottom of the plot.</summary>
/// <param name="Name">What the legend calls them; empty: no legend.</param>
/// <param name="Low">Where the first begins.</param>
/// <param name="High">Where the last ends.</param>
/// <param name="Heights">One a bar.</param>
public sealed record PlotBars(string Name, double Low, double High, IReadOnlyList<double> Heights);
