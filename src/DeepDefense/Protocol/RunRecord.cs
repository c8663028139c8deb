using System.Text.Json;

namespace DeepDefense.Protocol;

/// <summary>A run folder, read afterwards or while it is written.</summary>
public sealed record RunRecord
{
    private const long LargestBytes = 16 << 20;
    private static readonly EnumerationOptions Visible = new() { IgnoreInaccessible = true };

    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    /// <summary>The command that made it.</summary>
    public required string Command { get; init; }

    /// <summary>All that decides what the run computes: <c>config.json</c>.</summary>
    public required JsonElement Configuration { get; init; }

    /// <summary>What computed it: <c>environment.json</c>, or null while it is unfinished.</summary>
    public JsonElement? Environment { get; init; }

    /// <summary>What it found: <c>results.json</c>, or null while it is unfinished.</summary>
    public JsonElement? Results { get; init; }

    /// <summary>Stages that are finished, in the order of their ends.</summary>
    public required IReadOnlyList<string> Stages { get; init; }

    /// <summary>Whether the run came to its end.</summary>
    public bool IsFinished => Results is not null;

    /// <summary>Reads a folder.</summary>
    /// <returns>The run, or null where the folder holds none.</returns>
    public static RunRecord? TryRead(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (ReadObject(folder, RunFolder.ConfigurationFile) is not { } configuration
            || !configuration.TryGetProperty("command", out JsonElement command) || command.ValueKind != JsonValueKind.String) { return null; }
        DirectoryInfo stages = new(System.IO.Path.Combine(folder, RunFolder.StageFolder));
        return new RunRecord
        {
            Path = folder,
            Command = command.GetString()!,
            Configuration = configuration,
            Environment = ReadObject(folder, RunFolder.EnvironmentFile),
            Results = ReadObject(folder, RunFolder.ResultsFile),
            Stages = stages.Exists
                ? [.. stages.EnumerateFiles("*.json").OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal).Select(file => System.IO.Path.GetFileNameWithoutExtension(file.Name))]
                : [],
        };
    }

    /// <summary>The runs right below a folder, by name, and how many other folders are there.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static (IReadOnlyList<RunRecord> Runs, int Others) ReadAll(string parent)
    {
        RunRecord?[] found = [.. Directory.EnumerateDirectories(parent, "*", Visible).Order(StringComparer.Ordinal).Select(TryRead)];
        return ([.. found.OfType<RunRecord>()], found.Count(run => run is null));
    }

    // A file of another program is no reason to stop: its folder holds no run of ours.
    private static JsonElement? ReadObject(string folder, string name)
    {
        FileInfo file = new(System.IO.Path.Combine(folder, name));
        try
        {
            if (!file.Exists || file.Length > LargestBytes) { return null; }
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException) { return null; }
    }
}
