using System.Security.Cryptography;
using System.Text.Json;
using DeepDefense.Torch.Distributed;
using DeepDefense.Training;

namespace DeepDefense.Cli;

/// <summary>The state of a training command, beside the file that it writes.</summary>
internal static class CommandCheckpoint
{
    private const int Every = 50;
    private const string Suffix = ".checkpoint";

    /// <summary>Where the state is kept. Where ranks work together the first looks, and all find it as that left it.</summary>
    /// <exception cref="UsageException">There is one, and it is not to be gone on with.</exception>
    internal static Checkpoint For(string outPath, object course, bool resume, bool replace, ProcessGroup group, CancellationToken cancellation)
    {
        if (group.IsFirst && !resume) { Begin(outPath, replace); }
        group.Wait(cancellation);
        string key = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(course, Json.Indented)));
        return new Checkpoint(outPath + Suffix, key, Every);
    }

    /// <inheritdoc cref="For(string, object, bool, bool, ProcessGroup, CancellationToken)"/>
    internal static Checkpoint For(string outPath, object course, bool resume, bool replace) => For(outPath, course, resume, replace, ProcessGroup.Alone, CancellationToken.None);

    private static void Begin(string outPath, bool replace)
    {
        if (replace) { Forget(outPath); }
        if (Checkpoint.FilesOf(outPath + Suffix) is [string state, ..])
        {
            throw new UsageException($"{state} is what an interrupted training left: {CommonOptions.Resumption} goes on with it, {CommonOptions.Replacement} starts anew");
        }
    }

    /// <summary>Whether an interrupted training left a state.</summary>
    internal static bool IsLeft(string outPath) => Checkpoint.FilesOf(outPath + Suffix).Count > 0;

    /// <summary>Deletes the state, that of each stage included.</summary>
    internal static void Forget(string outPath) => Checkpoint.Delete(outPath + Suffix);
}
