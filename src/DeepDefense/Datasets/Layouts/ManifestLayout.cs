namespace DeepDefense.Datasets.Layouts;

/// <summary>A table of image files: the columns <c>path</c> and <c>label</c>, and <c>split</c> (<c>train</c> or
/// <c>test</c>) if the set has test images; without it they are drawn. A path is relative to the manifest and stays
/// below its folder, so that a manifest from elsewhere reads nothing else; each file has one row. Images are in the
/// order of the rows. Classes are in the order of their numbers where all labels are whole numbers, else of their
/// names.</summary>
internal sealed class ManifestLayout : ImageFileLayout
{
    /// <summary>What a manifest is called that is opened by its folder.</summary>
    internal const string FileName = "manifest.csv";

    /// <summary>The column of the files.</summary>
    internal const string PathColumn = "path";

    /// <summary>The column of the classes.</summary>
    internal const string LabelColumn = "label";

    /// <summary>The column that says what an image is for.</summary>
    internal const string SplitColumn = "split";

    public override string Name => "CSV manifest";

    public override bool Recognizes(string path) => Directory.Exists(path)
        ? File.Exists(Path.Combine(path, FileName))
        : File.Exists(path) && PackedFiles.IsNamed(path, ".csv");

    /// <summary>The folders that the images of a manifest lie in; rows that name none are passed over.</summary>
    internal static IReadOnlyList<string> FoldersOf(string manifest)
    {
        string root = Path.GetDirectoryName(Path.GetFullPath(manifest))!;
        return [.. CsvTable.Read(manifest, ',', [PathColumn], _ => { })
            .Select(row => Path.GetDirectoryName(Path.Combine(root, ListedPath.Plain(row.Fields[0]!)))).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private protected override FileListing List(LoadRequest request)
    {
        string manifest = Path.GetFullPath(request.IsFolder ? Path.Combine(request.Folder, FileName) : request.Folder);
        BadEntries bad = new(request.Options.SkipBad);
        List<CsvRow> rows = CsvTable.Read(manifest, ',', [PathColumn, request.Options.LabelColumn ?? LabelColumn], bad.Add, SplitColumn);
        List<Entry> entries = Check(rows, manifest, bad);
        string root = Path.GetDirectoryName(manifest)!;
        FileListing listing = ClassLabels.List([.. entries.Select(entry => new LabeledEntry(
            new LabeledFile(Path.Combine(root, entry.File), entry.File, 0), entry.Label, entry.Split == ImageFolderLayout.Test, entry.Position))], known: null, request, manifest);
        return listing with { Skipped = bad.Skipped, Refused = bad.Files };
    }

    private static List<Entry> Check(List<CsvRow> rows, string manifest, BadEntries bad)
    {
        List<Entry> entries = new(rows.Count);
        Dictionary<string, long> lines = new(StringComparer.Ordinal);
        foreach (CsvRow row in rows)
        {
            string root = Path.GetDirectoryName(manifest)!;
            Entry entry = new(row.Position, ListedPath.Plain(row.Fields[0]!), row.Fields[1]!, row.Fields[2]?.ToLowerInvariant());
            (string Found, string Expected)? fault = FaultOf(entry, root);
            if (fault is null && !lines.TryAdd(entry.File, row.Line))
            {
                fault = ($"{entry.File} again", $"one row a file: it is on line {lines[entry.File]} already");
            }
            if (fault is var (found, expected)) { bad.Add(new DatasetException(manifest, row.Position, found, expected), Path.Combine(root, entry.File)); }
            else if (UnreadReasonOf(entry, manifest) is { } unread) { bad.LeaveOut(Path.Combine(root, entry.File), unread); }
            else { entries.Add(entry); }
        }
        return entries;
    }

    private static (string Found, string Expected)? FaultOf(Entry entry, string root)
    {
        if (ListedPath.FaultOf(entry.File, root) is { } fault) { return fault; }
        if (ClassLabels.IsNone(entry.Label)) { return ("no label", "the class of the image"); }
        return entry.Split is not null && (string.IsNullOrWhiteSpace(entry.Split) || entry.Split.Any(char.IsControl))
            ? ($"the split '{entry.Split}'", $"{ImageFolderLayout.Train} or {ImageFolderLayout.Test}")
            : null;
    }

    private static string? UnreadReasonOf(Entry entry, string manifest) => entry.Split is not (null or ImageFolderLayout.Train or ImageFolderLayout.Test)
        ? $"{Path.GetFileName(manifest)}, {entry.Position}: the split '{entry.Split}' is neither {ImageFolderLayout.Train} nor {ImageFolderLayout.Test}"
        : ImageSuspicion.OfEnding(entry.File);

    private sealed record Entry(string Position, string File, string Label, string? Split);
}
