using System.Security.Cryptography;

namespace DeepDefense.Reporting;

/// <summary>A file, and what tells it from others.</summary>
/// <param name="Name">Its name, without the folder.</param>
/// <param name="Sha256">SHA-256 of its bytes, in lower-case hex.</param>
public sealed record ModelFile(string Name, string Sha256)
{
    /// <summary>Reads a file once to hash it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelFile Of(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return new ModelFile(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}
