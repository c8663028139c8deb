using System.Security.Cryptography;
using System.Text.Json;
using DeepDefense.Training;

namespace DeepDefense.Cli;

/// <summary>The state of a training command, beside the file that it writes.</summary>
internal static class CommandCheckpoint
{
    private const int Every = 50;
    private const string Suffix = ".checkpoint";

    /// <summary>Where the state is kept.</summary>
    /// <exception cref="UsageException">There is one, and it is not to be gone on with.</exception>
    internal static Checkpoint For(string outPath, object course, bool resume, bool replace)
    {
        if (!resume && replace) { Forget(outPath); }
        if (!resume && Checkpoint.FilesOf(outPath + Suffix) is [string state, ..])
        {
            throw new UsageException($"{state} is what an interrupted training left: {CommonOptions.Resumption} goes on with it, {CommonOptions.Replacement} starts anew");
        }
        string key = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(course, Json.Indented)));
        return new Checkpoint(outPath + Suffix, key, Every);
    }

    /// <summary>Whether an interrupted training left a state.</summary>
    internal static bool IsLeft(string outPath) => Checkpoint.FilesOf(outPath + Suffix).Count > 0;

    /// <summary>Deletes the state, that of each stage included.</summary>
    internal static void Forget(string outPath) => Checkpoint.Delete(outPath + Suffix);
}
