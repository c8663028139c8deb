using System.Text.Json;
using DeepDefense.Models;
using DeepDefense.Protocol.Planning;

namespace DeepDefense.Protocol;

/// <summary>A run folder, read afterwards or while it is written.</summary>
public sealed record RunRecord
{
    private static readonly EnumerationOptions Visible = new() { IgnoreInaccessible = true };

    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    /// <summary>The command that made it; empty where the configuration is damaged.</summary>
    public required string Command { get; init; }

    /// <summary>All that decides what the run computes: <c>config.json</c>, or null where it is damaged.</summary>
    public required JsonElement? Configuration { get; init; }

    /// <summary>What computed it: <c>environment.json</c>, or null while it is unfinished.</summary>
    public JsonElement? Environment { get; init; }

    /// <summary>What it found: <c>results.json</c>, or null while it is unfinished.</summary>
    public JsonElement? Results { get; init; }

    /// <summary>Stages that are finished, in the order of their ends.</summary>
    public required IReadOnlyList<string> Stages { get; init; }

    /// <summary>Files that are damaged, each with what is wrong with it; the rest of the run is read all the same.</summary>
    public required IReadOnlyList<DamagedFile> Damage { get; init; }

    /// <summary>Whether the run came to its end.</summary>
    public bool IsFinished => Results is not null;

    /// <summary>The file of the purified model, or null: the run is unfinished, isolated nothing, or the file is gone.</summary>
    public string? PurifiedModel => Results is { } results && results.TryGetProperty("purifiedModel", out JsonElement name) && name.ValueKind == JsonValueKind.String
        && name.GetString() is { } text && text == PlannedFiles.PurifiedModel(System.IO.Path.GetExtension(text)) && File.Exists(System.IO.Path.Combine(Path, text))
            ? System.IO.Path.Combine(Path, text) : null;

    /// <summary>(H, W) of the images that the suspicious model takes, or null: the configuration does not say so.</summary>
    public ImageSize? ImageSize
    {
        get
        {
            if (Configuration is not { } configuration || !configuration.TryGetProperty("contract", out JsonElement contract)) { return null; }
            try { return contract.Deserialize<InputContract>(Json.Strict)?.ImageSize; }
            catch (Exception e) when (e is JsonException or ArgumentException) { return null; }
        }
    }

    /// <summary>Reads a folder.</summary>
    /// <returns>The run, or null where the folder holds none.</returns>
    public static RunRecord? TryRead(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        DirectoryInfo stages = new(System.IO.Path.Combine(folder, RunFolder.StageFolder));
        List<DamagedFile> damage = [];
        JsonElement? configuration = RunFile.Read(folder, RunFolder.ConfigurationFile, damage);
        string? command = null;
        if (configuration is { } read)
        {
            JsonElement name = default;
            // A file of another program is no reason to stop: its folder holds no run of ours.
            if (!read.TryGetProperty("command", out name) && !stages.Exists) { return null; }
            command = name.ValueKind == JsonValueKind.String ? name.GetString() : null;
            if (command is null) { damage.Add(new DamagedFile(System.IO.Path.Combine(folder, RunFolder.ConfigurationFile), "it names no command")); }
        }
        else if (damage.Count == 0) { return null; }
        return new RunRecord
        {
            Path = folder,
            Command = command ?? "",
            Configuration = configuration,
            Environment = RunFile.Read(folder, RunFolder.EnvironmentFile, damage),
            Results = RunFile.ReadResults(folder, damage),
            Stages = stages.Exists
                ? [.. stages.EnumerateFiles("*.json").OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal).Select(file => System.IO.Path.GetFileNameWithoutExtension(file.Name))]
                : [],
            Damage = damage,
        };
    }

    /// <summary>The runs right below a folder, by name, and how many other folders are there.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static (IReadOnlyList<RunRecord> Runs, int Others) ReadAll(string parent)
    {
        RunRecord?[] found = [.. Directory.EnumerateDirectories(parent, "*", Visible).Order(StringComparer.Ordinal).Select(TryRead)];
        return ([.. found.OfType<RunRecord>()], found.Count(run => run is null));
    }
}
