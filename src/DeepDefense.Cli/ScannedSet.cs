using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Evidence;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Steganalysis;

namespace DeepDefense.Cli;

/// <summary>A training set that was scanned.</summary>
/// <param name="Path">Where it lies, as it was named.</param>
/// <param name="Images">Its training images.</param>
/// <param name="Skipped">What was not read.</param>
/// <param name="Scan">What was found.</param>
/// <param name="Settings">Names and values of what was asked for, to be shown.</param>
internal sealed record ScannedSet(string Path, LabeledImages Images, IReadOnlyList<SkippedFile> Skipped, ScanReport Scan, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The truth, or null: it is not known.</summary>
    internal PoisonMarks? Truth { get; init; }

    /// <summary>What the scan rests on, where no trigger was named; else null.</summary>
    internal EvidenceReport? Evidence { get; init; }

    /// <summary>What the trigger may look like, or null: not estimated.</summary>
    internal TriggerAppearance? Appearance { get; init; }

    /// <summary>Which labels flagged images should have, where a teacher was asked; else empty.</summary>
    internal IReadOnlyList<RelabelledImage> Suggested { get; init; } = [];
}
