using System.Text.Json;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Which columns of a Parquet file hold images and classes.</summary>
/// <param name="Image">The column of the images.</param>
/// <param name="IsPath">Whether it holds paths of files beside the Parquet file, instead of the files.</param>
/// <param name="Label">The column of the classes.</param>
/// <param name="LabelType">Its .NET type.</param>
/// <param name="ClassNames">The names of the classes by their numbers, as Hugging Face notes them; null: none are noted.</param>
internal sealed record ParquetColumns(string Image, bool IsPath, string Label, Type LabelType, string[]? ClassNames)
{
    private const string HuggingFace = "huggingface", BytesPart = "/bytes", PathPart = "/path";
    private const int MostNote = 1 << 24;
    private static readonly string[] UsualPaths = ["file_name", "path", "image", "image_path", "filename", "file"];
    private static readonly string[] UsualLabels = ["label", "labels", "class", "target", "fine_label"];
    private static readonly Type Text = typeof(ReadOnlyMemory<char>), Binary = typeof(ReadOnlyMemory<byte>);
    private static readonly Type[] Whole = [typeof(long), typeof(int), typeof(short), typeof(sbyte), typeof(byte), typeof(ushort), typeof(uint)];

    /// <summary>Finds the columns.</summary>
    /// <exception cref="DatasetException">There are none, or several and none is named.</exception>
    internal static ParquetColumns Of(string path, ParquetTable table, DatasetOptions options)
    {
        IReadOnlyList<(string Name, Type Type)> columns = table.Columns();
        Dictionary<string, string[]> classes = Classes(path, table.Footer.Notes);
        (string image, bool isPath) = FindImage(path, table, columns, options.ImageColumn);
        string label = FindLabel(path, columns, classes, image, options.LabelColumn);
        return new ParquetColumns(image, isPath, label, columns.First(column => column.Name == label).Type, classes.GetValueOrDefault(label));
    }

    private static (string Name, bool IsPath) FindImage(string path, ParquetTable table, IReadOnlyList<(string Name, Type Type)> columns, string? asked)
    {
        string[] Named(IEnumerable<string> names) => [.. names.Where(name => asked is null || name == asked || name == asked + BytesPart)];
        string[] binary = Named(columns.Where(column => column.Type == Binary).Select(column => column.Name));
        string[] texts = [.. columns.Where(column => column.Type == Text).Select(column => column.Name)];
        if (binary.Length > 1 && binary.Count(name => name.EndsWith(BytesPart, StringComparison.Ordinal)) == 1) { binary = [.. binary.Where(name => name.EndsWith(BytesPart, StringComparison.Ordinal))]; }
        if (binary.Length == 1)
        {
            // Hugging Face writes a null for the bytes where the path is meant.
            string beside = binary[0].EndsWith(BytesPart, StringComparison.Ordinal) ? binary[0][..^BytesPart.Length] + PathPart : "";
            return texts.Contains(beside) && Enumerable.Range(0, table.Footer.Groups.Count).All(group => table.ChunkOf(group, binary[0]).IsAllNull) ? (beside, true) : (binary[0], false);
        }
        if (binary.Length == 0 && (asked is null ? UsualPaths : [asked]).FirstOrDefault(texts.Contains) is { } found) { return (found, true); }
        throw new DatasetException(path, "the schema", $"the columns {Shown(columns)}", "one column of images, as bytes or as paths; name it with --image-column");
    }

    private static string FindLabel(string path, IReadOnlyList<(string Name, Type Type)> columns, Dictionary<string, string[]> classes, string image, string? asked)
    {
        string[] possible = [.. columns.Where(column => column.Name != image && (Whole.Contains(column.Type) || column.Type == Text)).Select(column => column.Name)];
        string[] whole = [.. columns.Where(column => Whole.Contains(column.Type)).Select(column => column.Name)];
        string[] named = [.. possible.Where(classes.ContainsKey)];
        return (asked is not null ? possible.FirstOrDefault(name => name == asked) : null)
            ?? (asked is not null ? null : named is [var only] ? only : named.Length > 1 ? null : UsualLabels.FirstOrDefault(possible.Contains) ?? (whole is [var number] ? number : null))
            ?? throw new DatasetException(path, "the schema", $"the columns {Shown(columns)}", asked is null
                ? "one column of classes; name it with --label-column" : $"a column {asked} of numbers or names");
    }

    private static string Shown(IReadOnlyList<(string Name, Type Type)> columns) => string.Join(", ", columns.Take(20).Select(column => column.Name));

    // {"info": {"features": {"label": {"names": [...], "_type": "ClassLabel"}}}}
    private static Dictionary<string, string[]> Classes(string path, IReadOnlyDictionary<string, string> notes)
    {
        Dictionary<string, string[]> classes = new(StringComparer.Ordinal);
        if (!notes.TryGetValue(HuggingFace, out string? note)) { return classes; }
        if (note.Length > MostNote) { throw new DatasetException(path, "the footer", $"a note of {note.Length} characters", $"at most {MostNote}"); }
        try
        {
            using JsonDocument json = JsonDocument.Parse(note);
            if (!json.RootElement.TryGetProperty("info", out JsonElement info) || !info.TryGetProperty("features", out JsonElement features)) { return classes; }
            foreach (JsonProperty feature in features.EnumerateObject())
            {
                bool isClass = feature.Value.ValueKind == JsonValueKind.Object && feature.Value.TryGetProperty("_type", out JsonElement type) && type.ValueEquals("ClassLabel");
                if (isClass && feature.Value.TryGetProperty("names", out JsonElement names)) { classes[feature.Name] = [.. names.EnumerateArray().Select(name => name.GetString() ?? "")]; }
            }
            return classes;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new DatasetException(path, $"the footer, note {HuggingFace}", failure.Message, "JSON with the features, as Hugging Face writes it");
        }
    }
}
