using static DeepDefense.Datasets.Layouts.Cifar10Format;

namespace DeepDefense.Datasets.Layouts;

/// <summary>CIFAR-10's binary layout with any whole number of records in each file. Without a test file the test set
/// is drawn from the training files.</summary>
internal sealed class Cifar10Layout : IDatasetLayout
{
    public string Name => "CIFAR-10 binary";

    public bool Recognizes(string folder) => Directory.EnumerateFiles(folder, TrainPattern).Any();

    public LoadedSets Load(LoadRequest request)
    {
        string[] names = ReadNames(request.Folder);
        List<SkippedFile> skipped = [];
        string[] trainFiles = Directory.GetFiles(request.Folder, TrainPattern);
        Array.Sort(trainFiles, StringComparer.Ordinal);
        LabeledImages train = Read(request, trainFiles, names, skipped);
        request.Progress?.Report(0.8);
        string testFile = Path.Combine(request.Folder, TestFile);
        if (File.Exists(testFile))
        {
            LabeledImages test = Read(request, [testFile], names, skipped);
            request.Progress?.Report(1);
            return new LoadedSets(train, test, skipped);
        }
        (int[] trainIndices, int[] testIndices) = StratifiedSplit.Of(
            train.Labels, names.Length, request.Options.TestFraction, request.Seed.For(StratifiedSplit.Purpose));
        request.Progress?.Report(1);
        return new LoadedSets(train.Subset(trainIndices), train.Subset(testIndices), skipped);
    }

    private static string[] ReadNames(string folder)
    {
        string path = Path.Combine(folder, NamesFile);
        if (!File.Exists(path))
        {
            return [.. OfficialNames];
        }
        string[] names = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length is > 0 and <= byte.MaxValue + 1
            ? names
            : throw new DatasetException(path, null, $"{names.Length} class names", "1 to 256, one a line");
    }

    private static LabeledImages Read(LoadRequest request, string[] files, string[] names, List<SkippedFile> skipped)
    {
        long records = files.Sum(file => new FileInfo(file).Length / RecordSize);
        if (records * ImageSize > Array.MaxLength)
        {
            throw new DatasetException(request.Folder, null, $"{records} records",
                $"at most {Array.MaxLength / ImageSize}, which is what one array holds");
        }
        Cifar10Records read = new((int)records, names.Length, request.Options.SkipBad ? skipped : null);
        foreach (string file in files)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            read.Append(file);
        }
        return read.Count > 0
            ? read.ToLabeledImages(names)
            : throw new DatasetException(request.Folder, null,
                $"no record in {string.Join(", ", files.Select(Path.GetFileName))}", "at least one")
            {
                HoldsNoImage = records == 0,
            };
    }
}
