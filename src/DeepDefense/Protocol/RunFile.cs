using System.Text;
using System.Text.Json;
using DeepDefense.Evaluation;

namespace DeepDefense.Protocol;

/// <summary>Reads the JSON files of a run folder, whatever became of them.</summary>
internal static class RunFile
{
    private const long LargestBytes = 16 << 20;

    // Less than what JSON is written with, as it is shown inside other objects.
    private const int DeepestNesting = 32;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads an object.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="name">The file.</param>
    /// <param name="damage">Gets the file, where it is damaged.</param>
    /// <returns>The object, or null: the file is not there, or is damaged.</returns>
    internal static JsonElement? Read(string folder, string name, List<DamagedFile> damage)
    {
        FileInfo file = new(Path.Combine(folder, name));
        bool isFolder = Directory.Exists(file.FullName);
        if (!file.Exists && !isFolder) { return null; }
        try
        {
            if (isFolder) { throw new FormatException("a folder, where a file belongs"); }
            // A pipe has no length either; to open it might never return.
            if (file.Length == 0) { throw new FormatException("empty"); }
            if (file.Length > LargestBytes) { throw new FormatException($"{file.Length} bytes, expected at most {LargestBytes}"); }
            using JsonDocument document = JsonDocument.Parse(Utf8.GetString(File.ReadAllBytes(file.FullName)), new JsonDocumentOptions { MaxDepth = DeepestNesting });
            RequireText(document.RootElement);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.EnumerateObject().Any() ? document.RootElement.Clone()
                : throw new FormatException($"found {Found(document.RootElement)}, expected an object with entries");
        }
        // Of bytes that are no UTF-8: ArgumentException; of halves of a character in it: InvalidOperationException.
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or FormatException)
        {
            damage.Add(new DamagedFile(Path.Combine(folder, name), e is ArgumentException ? "no UTF-8" : e.Message));
            return null;
        }
    }

    /// <summary>Reads what a run found; its rates and times must be such.</summary>
    /// <inheritdoc cref="Read"/>
    internal static JsonElement? ReadResults(string folder, List<DamagedFile> damage)
    {
        if (Read(folder, RunFolder.ResultsFile, damage) is not { } results) { return null; }
        string part = "";
        try
        {
            foreach (string model in new[] { "before", "after" }) { _ = Part<ModelMetrics>(part = model); }
            _ = Part<DetectionMetrics>(part = "detection");
            if (Part<Dictionary<string, double>>(part = "seconds")?.Values.All(double.IsFinite) == false) { throw new FormatException("a time that is no number"); }
            return results;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException)
        {
            damage.Add(new DamagedFile(Path.Combine(folder, RunFolder.ResultsFile), $"'{part}' is not what a run finds"));
            return null;
        }

        T? Part<T>(string name) => results.TryGetProperty(name, out JsonElement element)
            ? element.Deserialize<T>(Json.Indented) ?? throw new FormatException("null")
            : default;
    }

    // .NET reads strings when they are asked for.
    private static void RequireText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    RequireText(property.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray()) { RequireText(item); }
                break;
            default:
                _ = element.ToString();
                break;
        }
    }

    private static string Found(JsonElement element) => element.ValueKind == JsonValueKind.Object ? "an empty one" : element.ValueKind.ToString().ToLowerInvariant();
}
