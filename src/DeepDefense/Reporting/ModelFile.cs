using DeepDefense.Torch.Serialization;

namespace DeepDefense.Reporting;

/// <summary>A file, and what tells it from others.</summary>
/// <param name="Name">Its name, without the folder.</param>
/// <param name="Sha256">SHA-256 of its bytes, in lower-case hex.</param>
public sealed record ModelFile(string Name, string Sha256)
{
    /// <summary>Reads a file once to hash it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelFile Of(string path) => new(Path.GetFileName(path), FileHash.Of(path));
}
