using DeepDefense.Datasets;
using DeepDefense.Steganalysis;

namespace DeepDefense.Reporting;

/// <summary>What a scan has to tell a pipeline.</summary>
/// <param name="Folder">The folder of the training set.</param>
/// <param name="Images">What was scanned.</param>
/// <param name="Scan">Its scores and flags.</param>
/// <param name="Verdict">What follows.</param>
/// <param name="Skipped">Files that were left out.</param>
public sealed record GateFindings(string Folder, LabeledImages Images, ScanReport Scan, Verdict Verdict, IReadOnlyList<SkippedFile> Skipped);
