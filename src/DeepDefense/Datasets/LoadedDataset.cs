namespace DeepDefense.Datasets;

/// <summary>A data set and how it was read.</summary>
/// <param name="Dataset">The images.</param>
/// <param name="Layout">The layout that was recognised: <c>CIFAR-10 binary</c>, <c>CIFAR-100
/// binary</c>, <c>CSV manifest</c>, <c>images with metadata</c>, <c>GTSRB</c>, <c>VGGFace2</c>, <c>image folder</c>, <c>Parquet</c>, <c>WebDataset</c>,
/// <c>NumPy arrays</c>, <c>MNIST (IDX)</c>, <c>CIFAR in Python</c> or <c>backdoor-toolbox</c>.</param>
/// <param name="Skipped">What was not read: what lies in the set and is or may be an image of a kind or in a place that is not read, and bad
/// files where <see cref="DatasetOptions.SkipBad"/> leaves them out. A network that was trained on the set may have seen it.</param>
/// <param name="Rows">The training rows that the images are of.</param>
public sealed record LoadedDataset(Dataset Dataset, string Layout, IReadOnlyList<SkippedFile> Skipped, SetRows Rows);
