namespace DeepDefense.Datasets;

/// <summary>A file, or a record of one, that was not read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedFile(string Path, string Reason);
