using System.Globalization;

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
        : File.Exists(path) && Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>The folders that the images of a manifest lie in; rows that name none are passed over.</summary>
    internal static IReadOnlyList<string> FoldersOf(string manifest)
    {
        string root = Path.GetDirectoryName(Path.GetFullPath(manifest))!;
        return [.. CsvTable.Read(manifest, ',', [PathColumn, LabelColumn], _ => { }, SplitColumn)
            .Select(row => Path.GetDirectoryName(Path.Combine(root, Plain(row.Fields[0]!)))).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    // Who opens a manifest by its name has chosen: there may be others in the folder.
    private protected override string? RootOf(LoadRequest request) => Directory.Exists(request.Folder) ? request.Folder : null;

    private protected override FileListing List(LoadRequest request)
    {
        string manifest = Path.GetFullPath(Directory.Exists(request.Folder) ? Path.Combine(request.Folder, FileName) : request.Folder);
        BadEntries bad = new(request.Options.SkipBad);
        List<CsvRow> rows = CsvTable.Read(manifest, ',', [PathColumn, LabelColumn], bad.Add, SplitColumn);
        List<Entry> entries = Check(rows, manifest, bad);
        string[] classNames = Classes(entries.Where(entry => entry.Split != ImageFolderLayout.Test).Select(entry => entry.Label));
        Dictionary<string, int> labels = classNames.Select((name, label) => (name, label)).ToDictionary(StringComparer.Ordinal);
        if (entries.Find(entry => !labels.ContainsKey(entry.Label)) is { } stranger)
        {
            throw new DatasetException(manifest, stranger.Position, $"the class {stranger.Label} in the test set only", "a class that has training images");
        }
        string root = Path.GetDirectoryName(manifest)!;
        LabeledFile[] Part(string? split) => [.. entries.Where(entry => entry.Split == split)
            .Select(entry => new LabeledFile(Path.Combine(root, entry.File), entry.File, labels[entry.Label]))];
        bool isSplit = entries.Exists(entry => entry.Split == ImageFolderLayout.Test);
        FileListing listing = isSplit
            ? new FileListing(classNames, Part(ImageFolderLayout.Train), Part(ImageFolderLayout.Test))
            : FileListing.Split(classNames, [.. Part(ImageFolderLayout.Train), .. Part(null)], request);
        return listing with { Skipped = bad.Skipped, Refused = bad.Files };
    }

    private static List<Entry> Check(List<CsvRow> rows, string manifest, BadEntries bad)
    {
        List<Entry> entries = new(rows.Count);
        Dictionary<string, long> lines = new(StringComparer.Ordinal);
        foreach (CsvRow row in rows)
        {
            string root = Path.GetDirectoryName(manifest)!;
            Entry entry = new(row.Position, Plain(row.Fields[0]!), row.Fields[1]!, row.Fields[2]?.ToLowerInvariant());
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

    // ./a.png is the same file as a.png.
    private static string Plain(string path)
    {
        string file = path.Replace('\\', '/');
        return Path.IsPathRooted(file) ? file : string.Join('/', file.Split('/').Where(part => part is not ("" or ".")));
    }

    private static (string Found, string Expected)? FaultOf(Entry entry, string root)
    {
        if (entry.File.Length == 0 || entry.File.Any(char.IsControl)) { return ("no path", "the path of an image"); }
        if (Path.IsPathRooted(entry.File) || entry.File.Split('/').Contains(".."))
        {
            return ($"the path {entry.File}", "a path below the manifest's folder: put the manifest above the images");
        }
        if (!File.Exists(Path.Combine(root, entry.File))) { return ($"the path {entry.File}, where no file is found", "the path of an image"); }
        if (string.IsNullOrWhiteSpace(entry.Label) || entry.Label.Any(char.IsControl)) { return ("no label", "the class of the image"); }
        return entry.Split is not null && (string.IsNullOrWhiteSpace(entry.Split) || entry.Split.Any(char.IsControl))
            ? ($"the split '{entry.Split}'", $"{ImageFolderLayout.Train} or {ImageFolderLayout.Test}")
            : null;
    }

    private static string? UnreadReasonOf(Entry entry, string manifest) => entry.Split is not (null or ImageFolderLayout.Train or ImageFolderLayout.Test)
        ? $"{Path.GetFileName(manifest)}, {entry.Position}: the split '{entry.Split}' is neither {ImageFolderLayout.Train} nor {ImageFolderLayout.Test}"
        : ImageSuspicion.OfEnding(entry.File);

    private static string[] Classes(IEnumerable<string> labels)
    {
        string[] names = [.. labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return names.All(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(name => int.Parse(name, CultureInfo.InvariantCulture))]
            : names;
    }

    private sealed record Entry(string Position, string File, string Label, string? Split);
}
