using DeepDefense.Steganalysis;

namespace DeepDefense.Reporting;

/// <summary>Correlation of the colour bands of some pictures.</summary>
/// <param name="Subject">Which pictures.</param>
/// <param name="Report">Their correlations.</param>
public sealed record BandRow(string Subject, BandCorrelationReport Report);
