using System.Security.Cryptography;

namespace DeepDefense.Torch.Serialization;

/// <summary>What tells a file from others.</summary>
public static class FileHash
{
    /// <summary>SHA-256 of its bytes, in lower-case hex.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string Of(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
