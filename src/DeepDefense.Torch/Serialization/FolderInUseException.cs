namespace DeepDefense.Torch.Serialization;

/// <summary>Another process works in a folder.</summary>
/// <param name="message">Which folder, who holds it, and what to do.</param>
public sealed class FolderInUseException(string message) : IOException(message);
