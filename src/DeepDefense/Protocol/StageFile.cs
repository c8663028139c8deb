using System.Text.Json;
using DeepDefense.Reporting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Protocol;

/// <summary>The file (JSON) that says that a stage is finished, and what it found. What is damaged counts as not finished: a
/// sentence names the file, and the stage is computed again.</summary>
/// <param name="path">The file.</param>
/// <param name="tell">Told the sentence, or null.</param>
public sealed class StageFile(string path, Action<string>? tell = null)
{
    /// <summary>Reads what the stage left.</summary>
    /// <typeparam name="T">What it found.</typeparam>
    /// <param name="files">Paths of the files that it wrote beside.</param>
    /// <param name="fits">Whether a result is one of this run, or null: any is.</param>
    /// <returns>It, or null: the stage is not finished, or what it left is damaged.</returns>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public StageRecord<T>? TryRead<T>(IReadOnlyList<string> files, Predicate<T>? fits = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!File.Exists(path)) { return null; }
        StageRecord<T>? found = Parse<T>(File.ReadAllBytes(path));
        string? problem = found is null ? $"{path} is damaged"
            : fits is not null && !fits(found.Result) ? $"{path} is of other images"
            : files.Select(file => ProblemOf(file, found.Files)).FirstOrDefault(text => text is not null);
        if (problem is null) { return found; }
        tell?.Invoke($"{problem}: the stage is computed again");
        return null;
    }

    /// <summary>Writes what a stage found, after its files.</summary>
    /// <typeparam name="T">What it found.</typeparam>
    /// <param name="seconds">Time that it took.</param>
    /// <param name="result">What it found.</param>
    /// <param name="files">Paths of the files that it wrote beside; those that are there are kept in mind by what is in them.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public StageRecord<T> Write<T>(double seconds, T result, IReadOnlyList<string> files)
    {
        ModelFile[] written = [.. files.Where(File.Exists).Select(ModelFile.Of)];
        StageRecord<T> record = new(seconds, result, files.Count == 0 ? null : written.ToDictionary(file => file.Name, file => file.Sha256));
        AtomicFile.WriteText(path, JsonSerializer.Serialize(record, Json.Indented));
        return record;
    }

    // A record that would not be written as it was found lacks something, or has what no stage wrote.
    private static StageRecord<T>? Parse<T>(byte[] bytes)
    {
        try
        {
            JsonElement found = JsonSerializer.Deserialize<JsonElement>(bytes, Json.Strict);
            return found.Deserialize<StageRecord<T>>(Json.Strict) is { Result: not null } record
                && JsonElement.DeepEquals(found, JsonSerializer.SerializeToElement(record, Json.Indented)) ? record : null;
        }
        // Results check what they are made of, each in its way.
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or NotSupportedException
            or FormatException or OverflowException)
        { return null; }
    }

    // Of a file whose hash was not kept yet, the format is known.
    private static string? ProblemOf(string file, IReadOnlyDictionary<string, string>? hashes)
    {
        string? hash = hashes?.GetValueOrDefault(Path.GetFileName(file));
        if (!File.Exists(file)) { return hash is null && hashes is not null ? null : $"{file} is missing"; }
        if (hash is not null) { return ModelFile.Of(file).Sha256 == hash ? null : $"{file} is not what the stage wrote"; }
        try
        {
            if (Path.GetExtension(file) == ".safetensors") { Safetensors.Read(file).Dispose(); }
            return null;
        }
        catch (ModelFormatException e) { return $"{e.Message}"; }
    }
}
