namespace DeepDefense.Datasets.Layouts;

/// <summary>What a layout has read.</summary>
/// <param name="Train">The training images.</param>
/// <param name="Test">The test images.</param>
/// <param name="Skipped">What was left out, in data order.</param>
/// <param name="Rows">The rows that the training images are of.</param>
internal sealed record LoadedSets(LabeledImages Train, LabeledImages Test, IReadOnlyList<SkippedFile> Skipped, SetRows Rows);
