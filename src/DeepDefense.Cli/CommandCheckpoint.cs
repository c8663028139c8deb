using System.Security.Cryptography;
using System.Text.Json;
using DeepDefense.Training;

namespace DeepDefense.Cli;

/// <summary>The state of a training command, beside the file that it writes.</summary>
internal static class CommandCheckpoint
{
    private const int Every = 50;

    /// <summary>Where the state is kept; without <paramref name="resume"/> an old one is forgotten.</summary>
    internal static Checkpoint For(string outPath, object course, bool resume)
    {
        string path = outPath + ".checkpoint";
        if (!resume) { File.Delete(path); }
        string key = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(course, Json.Indented)));
        return new Checkpoint(path, key, Every);
    }
}
