using System.Globalization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Parquet files as Hugging Face has them: an image a row as bytes or as a path, and its class as a number or a name. <c>train-*.parquet</c> and
/// <c>test-*.parquet</c>, or folders of these names, or one file. Names of classes are those that the file notes; images are in the order of
/// the files' names and the rows.</summary>
internal sealed class ParquetLayout : ImageFileLayout
{
    /// <summary>The ending of the files.</summary>
    internal const string Ending = ".parquet";

    public override string Name => "Parquet";

    public override bool Recognizes(string path) => Directory.Exists(path) ? PackedFiles.In(path, Ending).Any() : File.Exists(path) && PackedFiles.IsNamed(path, Ending);

    private protected override FileListing List(LoadRequest request)
    {
        string root = request.Root;
        string[] files = request.IsFolder ? [.. PackedFiles.In(root, Ending)] : [Path.GetFileName(request.Folder)];
        BadEntries bad = new(request.Options.SkipBad);
        List<LabeledEntry> entries = [];
        (string File, string[]? Names)? first = null;
        foreach ((string file, bool? isTest) in SplitName.Of(files))
        {
            request.Cancellation.ThrowIfCancellationRequested();
            string path = Path.Combine(root, file);
            if (isTest is null) { bad.LeaveOut(path, SplitName.Unused); continue; }
            ParquetTable table = new(path);
            ParquetColumns columns = ParquetColumns.Of(path, table, request.Options);
            first ??= (file, columns.ClassNames);
            if (!(first.Value.Names ?? []).SequenceEqual(columns.ClassNames ?? []))
            {
                throw new DatasetException(path, "the footer", "other classes", $"those of {first.Value.File}: one set a folder");
            }
            entries.AddRange(Rows(root, file, table, columns, isTest.Value, bad));
        }
        return ClassLabels.List(entries, first?.Names, request) with { Skipped = bad.Skipped, Refused = [.. bad.Files, .. files.Select(file => Path.Combine(root, file))] };
    }

    private static IEnumerable<LabeledEntry> Rows(string root, string file, ParquetTable table, ParquetColumns columns, bool isTest, BadEntries bad)
    {
        string path = Path.Combine(root, file);
        ParquetRows store = new(path, table, columns.Image);
        int row = 0;
        for (int group = 0; group < table.Footer.Groups.Count; group++)
        {
            string?[] labels = Labels(table, group, columns);
            string?[]? paths = columns.IsPath ? Texts(table, group, columns.Image) : null;
            for (int i = 0; i < labels.Length; i++, row++)
            {
                string position = store.PositionOf(row);
                LabeledFile image = new(path, $"{file}:{row}", 0) { Store = store, Record = row };
                if (paths is not null && Beside(path, paths[i]) is var (beside, fault))
                {
                    if (fault is var (found, expected)) { bad.Add(new DatasetException(path, position, found, expected), beside); continue; }
                    image = new LabeledFile(beside, Path.GetRelativePath(root, beside).Replace('\\', '/'), 0);
                }
                if (NameOf(labels[i], columns.ClassNames) is { } name) { yield return new LabeledEntry(image, name, isTest, position); }
                else
                {
                    bad.Add(new DatasetException(path, position, labels[i] is null ? "no class (null)" : $"the class {labels[i]}",
                        columns.ClassNames is null ? "a name or a number from 0 on" : $"a number from 0 to {columns.ClassNames.Length - 1}"));
                }
            }
        }
    }

    private static (string Path, (string Found, string Expected)? Fault) Beside(string table, string? listed)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(table))!, plain = ListedPath.Plain(listed ?? "");
        return (Path.Combine(folder, plain), ListedPath.FaultOf(plain, folder));
    }

    // The name of a class, or null: it is none.
    private static string? NameOf(string? label, string[]? names) => label is null || ClassLabels.IsNone(label) ? null
        : names is null ? label.StartsWith('-') && long.TryParse(label, CultureInfo.InvariantCulture, out _) ? null : label
        : int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? names.ElementAtOrDefault(number)
        : names.Contains(label) ? label : null;

    private static string?[] Labels(ParquetTable table, int group, ParquetColumns columns)
    {
        string name = columns.Label;
        return Type.GetTypeCode(columns.LabelType) switch
        {
            TypeCode.Int64 => Numbers<long>(table, group, name),
            TypeCode.Int32 => Numbers<int>(table, group, name),
            TypeCode.Int16 => Numbers<short>(table, group, name),
            TypeCode.SByte => Numbers<sbyte>(table, group, name),
            TypeCode.Byte => Numbers<byte>(table, group, name),
            TypeCode.UInt16 => Numbers<ushort>(table, group, name),
            TypeCode.UInt32 => Numbers<uint>(table, group, name),
            _ => Texts(table, group, name),
        };
    }

    private static string?[] Numbers<T>(ParquetTable table, int group, string column)
        where T : struct, IFormattable => Array.ConvertAll(table.Read<T>(group, column), value => value?.ToString(null, CultureInfo.InvariantCulture));

    private static string?[] Texts(ParquetTable table, int group, string column) => Array.ConvertAll(table.Read<ReadOnlyMemory<char>>(group, column), value => value?.ToString());
}
