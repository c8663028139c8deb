using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>CIFAR's binary layouts with any whole number of records in each file. Without a test file the test set is
/// drawn from the training files.</summary>
/// <param name="format">Which of them.</param>
internal sealed class CifarLayout(CifarFormat format) : IDatasetLayout
{
    private const long LongestNames = 1 << 20; // bytes

    public string Name => format.Name;

    /// <summary>Bytes of one record.</summary>
    internal int RecordSize => format.RecordSize;

    // A name as plain as train.bin may be anything: it is CIFAR-100's with one of its neighbours.
    public bool Recognizes(string path) => Directory.Exists(path) && Directory.EnumerateFiles(path, format.TrainPattern).Any()
        && (format.TrainPattern.Contains('*', StringComparison.Ordinal)
            || File.Exists(Path.Combine(path, format.TestFile)) || File.Exists(Path.Combine(path, format.NamesFile)));

    public LoadedSets Load(LoadRequest request)
    {
        string[] names = ReadNames(request.Folder);
        List<SkippedFile> skipped = [];
        string[] trainFiles = Directory.GetFiles(request.Folder, format.TrainPattern);
        Array.Sort(trainFiles, StringComparer.Ordinal);
        LabeledImages train = Read(request, trainFiles, names, skipped);
        request.Progress?.Report(0.8);
        string testFile = Path.Combine(request.Folder, format.TestFile);
        LabeledImages? test = File.Exists(testFile) ? Read(request, [testFile], names, skipped) : null;
        request.Progress?.Report(1);
        skipped.AddRange(UnreadFiles.Of(request.Folder, Name, [.. trainFiles, testFile]));
        if (test is not null) { return PartOf(train, test, skipped, request.Options.Shard); }
        (int[] trainIndices, int[] testIndices) = StratifiedSplit.Of(
            train.Labels, names.Length, request.Options.TestFraction, request.Seed.For(StratifiedSplit.Purpose));
        return PartOf(train.Subset(trainIndices), train.Subset(testIndices), skipped, request.Options.Shard);
    }

    private static LoadedSets PartOf(LabeledImages train, LabeledImages test, IReadOnlyList<SkippedFile> skipped, Shard? shard)
    {
        SetRows rows = new(train);
        if (shard is null) { return new LoadedSets(train, test, skipped, rows); }
        (int first, int end) = shard.RowsOf(train.Count);
        return new LoadedSets(train.Subset([.. Enumerable.Range(first, end - first)]), train.Subset([]), skipped, rows.Of(first..end));
    }

    private string[] ReadNames(string folder)
    {
        string path = Path.Combine(folder, format.NamesFile);
        if (!File.Exists(path))
        {
            return [.. format.UsualNames];
        }
        if (LinkTarget.Of(path).Length > LongestNames) { throw new DatasetException(path, null, $"{LinkTarget.Of(path).Length} bytes", $"class names in at most {LongestNames}"); }
        string[] names = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length is > 0 and <= byte.MaxValue + 1
            ? names
            : throw new DatasetException(path, null, $"{names.Length} class names", "1 to 256, one a line");
    }

    private LabeledImages Read(LoadRequest request, string[] files, string[] names, List<SkippedFile> skipped)
    {
        long records = files.Sum(file => LinkTarget.Of(file).Length / format.RecordSize);
        if (records * CifarFormat.ImageSize > Array.MaxLength)
        {
            throw new DatasetException(request.Folder, null, $"{records} records",
                $"at most {Array.MaxLength / CifarFormat.ImageSize}, which is what one array holds");
        }
        CifarRecords read = new(format, (int)records, names.Length, request.Options.SkipBad ? skipped : null);
        foreach (string file in files)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            read.Append(file);
        }
        return read.Count > 0
            ? read.ToLabeledImages(names, request.Options.Size ?? CifarFormat.Side, request.Cancellation)
            : throw new DatasetException(request.Folder, null,
                $"no record in {string.Join(", ", files.Select(Path.GetFileName))}", "at least one")
            {
                HoldsNoImage = records == 0,
            };
    }
}
