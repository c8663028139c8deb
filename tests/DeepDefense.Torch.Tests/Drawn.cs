using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace DeepDefense.Torch.Tests;

/// <summary>Weights that PyTorch 1.13 drew, by their SHA-256 in random.json.</summary>
internal static class Drawn
{
    internal static string? Known(string kind, string name)
    {
        using JsonDocument numbers = JsonDocument.Parse(File.ReadAllText(Numbers.OraclePath("random.json")));
        return numbers.RootElement.GetProperty(kind).GetProperty(name).GetString();
    }

    internal static string Hash(Tensor weights) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(weights.ToArray<float>().AsSpan())));
}
