namespace DeepDefense.Datasets;

/// <summary>A file, or a record of one, that was left out.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record SkippedFile(string Path, string Reason);
