using System.Security.Cryptography;
using System.Text.Json;
using DeepDefense.Training;

namespace DeepDefense.Cli;

/// <summary>The state of a training command, beside the file that it writes.</summary>
internal static class CommandCheckpoint
{
    private const int Every = 50;
    private const string Suffix = ".checkpoint";

    /// <summary>Where the state is kept; without <paramref name="resume"/> an old one is forgotten.</summary>
    internal static Checkpoint For(string outPath, object course, bool resume)
    {
        if (!resume) { Forget(outPath); }
        string key = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(course, Json.Indented)));
        return new Checkpoint(outPath + Suffix, key, Every);
    }

    /// <summary>Deletes the state, that of each stage included.</summary>
    internal static void Forget(string outPath) => Checkpoint.Delete(outPath + Suffix);
}
