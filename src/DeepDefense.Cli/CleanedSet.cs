using DeepDefense.Datasets;
using DeepDefense.Mitigation.Relabelling;

namespace DeepDefense.Cli;

/// <summary>A scanned set without its poison.</summary>
/// <param name="Images">What is left, some of it under another label.</param>
/// <param name="Changes">What became of each image that was flagged, or called poisoned by a person.</param>
/// <param name="Undecided">How many suspicious images a person did not decide on; they are kept. Null: no person decided.</param>
internal sealed record CleanedSet(LabeledImages Images, RelabelledImage[] Changes, int? Undecided)
{
    /// <summary>How many images are left out.</summary>
    internal int LeftOut { get; } = Changes.Count(change => change.To is null);

    /// <summary>How many images are kept under another label.</summary>
    internal int Relabelled { get; } = Changes.Count(change => change.To is not null);

    /// <summary>The counts in words.</summary>
    internal string Told => Undecided is int undecided
        ? $"{LeftOut} called poisoned left out, {Relabelled} called poisoned relabelled, {undecided} undecided kept"
        : $"{LeftOut} flagged ones left out, {Relabelled} relabelled";
}
