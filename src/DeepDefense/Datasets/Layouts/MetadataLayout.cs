using System.Text.Json;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Images with a table beside or above them, as Hugging Face's ImageFolder has it: <c>metadata.csv</c> or <c>metadata.jsonl</c> with the column <c>file_name</c>, a path from
/// the table's folder on, and one of the class. In <c>train/</c> and <c>test/</c>, or one for both.</summary>
internal sealed class MetadataLayout : ImageFileLayout
{
    /// <summary>What a table is called as CSV.</summary>
    internal const string Csv = "metadata.csv";

    /// <summary>The column of the files.</summary>
    internal const string FileColumn = "file_name";

    /// <summary>The column of the classes where no other is named.</summary>
    internal const string LabelColumn = "label";

    private const string Jsonl = "metadata.jsonl";
    private const int LongestLine = 1 << 20;

    public override string Name => "images with metadata";

    public override bool Recognizes(string path) => Directory.Exists(path) && TablesIn(path).Any();

    private protected override FileListing List(LoadRequest request)
    {
        BadEntries bad = new(request.Options.SkipBad);
        List<(LabeledFile File, string Label, string Position, string Top)> found = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        string[] tables = [.. TablesIn(request.Folder)];
        foreach (string table in tables)
        {
            string folder = Path.GetDirectoryName(table)!, inside = Path.GetRelativePath(request.Folder, folder);
            foreach ((string position, string? name, string? label) in Rows(table, request.Options.LabelColumn ?? LabelColumn, bad))
            {
                string plain = ListedPath.Plain(name ?? ""), path = Path.Combine(folder, plain);
                (string Found, string Expected)? fault = ListedPath.FaultOf(plain, folder);
                if (fault is null && ClassLabels.IsNone(label)) { fault = ("no class", $"one in the column {request.Options.LabelColumn ?? LabelColumn}; another is named with --label-column"); }
                if (fault is null && !seen.Add(path)) { fault = ($"{plain} again", "one row a file"); }
                if (fault is var (what, expected)) { bad.Add(new DatasetException(table, position, what, expected), path); }
                else if (ImageSuspicion.OfEnding(plain) is { } unread) { bad.LeaveOut(path, unread); }
                else { found.Add((new LabeledFile(path, Path.GetRelativePath(request.Folder, path).Replace('\\', '/'), 0), label!, $"{Path.GetFileName(table)}, {position}", inside == "." ? TopOf(plain) : inside)); }
            }
        }
        List<LabeledEntry> entries = [];
        IReadOnlyList<(string, bool? IsTest)> splits = SplitName.Of([.. found.Select(image => image.Top)]);
        for (int i = 0; i < found.Count; i++)
        {
            if (splits[i].IsTest is { } isTest) { entries.Add(new LabeledEntry(found[i].File, found[i].Label, isTest, found[i].Position)); }
            else { bad.LeaveOut(found[i].File.Path, SplitName.Unused); }
        }
        return ClassLabels.List(entries, null, request) with { Skipped = bad.Skipped, Refused = bad.Files };
    }

    // What an image is there for is said by the folder of its table, or by the topmost one that the table names: one below may be a class.
    private static string TopOf(string file) => file.Contains('/') ? file.Split('/')[0] : "";

    // In the folder, or in folders of it, such as train/ and test/.
    private static IEnumerable<string> TablesIn(string folder) => new[] { folder }.Concat(ImageFiles.FoldersIn(folder).Select(name => Path.Combine(folder, name)))
        .SelectMany(place => new[] { Path.Combine(place, Csv), Path.Combine(place, Jsonl) }).Where(table => File.Exists(table) && !IsStray(table));

    // Others write tables of this name about anything. A damaged one may be of files, and is an error where it is read.
    private static bool IsStray(string table)
    {
        if (table.EndsWith(Csv, StringComparison.Ordinal)) { return CsvTable.Lacks(table, ',', FileColumn); }
        try
        {
            using JsonDocument json = JsonDocument.Parse(BoundedLines.Read(table, LongestLine).FirstOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "{}");
            return json.RootElement.ValueKind == JsonValueKind.Object && !json.RootElement.TryGetProperty(FileColumn, out _);
        }
        catch (Exception failure) when (failure is JsonException or DatasetException) { return false; }
    }

    private static IEnumerable<(string Position, string? File, string? Label)> Rows(string table, string labelColumn, BadEntries bad) => table.EndsWith(Csv, StringComparison.Ordinal)
        ? CsvTable.Read(table, ',', [FileColumn, labelColumn], bad.Add).Select(row => (row.Position, row.Fields[0], row.Fields[1]))
        : Lines(table, labelColumn);

    private static IEnumerable<(string Position, string? File, string? Label)> Lines(string table, string labelColumn)
    {
        int number = 0;
        foreach (string line in BoundedLines.Read(table, LongestLine))
        {
            string position = $"line {++number}";
            if (string.IsNullOrWhiteSpace(line)) { continue; }
            (string? file, string? label) = Fields(table, position, line, labelColumn);
            yield return (position, file, label);
        }
    }

    private static (string? File, string? Label) Fields(string table, string position, string line, string labelColumn)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement row = json.RootElement;
            return (row.TryGetProperty(FileColumn, out JsonElement file) && file.ValueKind == JsonValueKind.String ? file.GetString() : null,
                row.TryGetProperty(labelColumn, out JsonElement label) ? JsonLabel.Of(label) : null);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new DatasetException(table, position, $"no JSON object ({failure.Message})", $"{{\"{FileColumn}\": ..., \"{labelColumn}\": ...}}");
        }
    }
}
