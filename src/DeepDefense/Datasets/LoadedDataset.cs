namespace DeepDefense.Datasets;

/// <summary>A data set and how it was read.</summary>
/// <param name="Dataset">The images.</param>
/// <param name="Layout">The layout that was recognised: <c>CIFAR-10 binary</c>, <c>CIFAR-100
/// binary</c>, <c>CSV manifest</c>, <c>GTSRB</c>, <c>VGGFace2</c> or <c>image folder</c>.</param>
/// <param name="Skipped">What was left out, in data order; empty unless <see cref="DatasetOptions.SkipBad"/>.</param>
public sealed record LoadedDataset(Dataset Dataset, string Layout, IReadOnlyList<SkippedFile> Skipped);
