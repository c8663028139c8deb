namespace DeepDefense.Protocol;

/// <summary>A file that cannot be read as what it should be.</summary>
/// <param name="Path">The file.</param>
/// <param name="Problem">What is wrong with it, in words.</param>
public sealed record DamagedFile(string Path, string Problem);
