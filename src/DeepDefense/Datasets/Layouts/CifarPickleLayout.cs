using System.Runtime.InteropServices;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>CIFAR-10 and CIFAR-100 as Python's pickles: <c>data_batch_1</c> to <c>data_batch_5</c>, <c>test_batch</c> and <c>batches.meta</c>, or <c>train</c>, <c>test</c> and <c>meta</c>; in the folder
/// or in <c>cifar-10-batches-py</c> or <c>cifar-100-python</c> of it. Nothing in a pickle is run.</summary>
internal sealed class CifarPickleLayout : ImageFileLayout
{
    private static readonly string[] Folders = ["", "cifar-10-batches-py", "cifar-100-python"];

    public override string Name => "CIFAR in Python";

    public override bool Recognizes(string path) => Directory.Exists(path) && Find(path) is not null;

    private protected override FileListing List(LoadRequest request)
    {
        (string[] train, string test, string meta, string labelKey, string nameKey) = Find(request.Folder)!.Value;
        BadEntries bad = new(request.Options.SkipBad);
        string[]? names = File.Exists(meta) && PickledValues.Read(meta).GetValueOrDefault(nameKey) is IReadOnlyList<object?> { Count: > 0 } list
            ? [.. list.Select(name => name as string ?? throw new DatasetException(meta, nameKey, "a class without a name", "texts"))] : null;
        List<LabeledEntry> entries = [];
        foreach (string file in train) { entries.AddRange(Records(request.Folder, file, labelKey, false, names?.Length, bad)); }
        if (File.Exists(test)) { entries.AddRange(Records(request.Folder, test, labelKey, true, names?.Length, bad)); }
        return ClassNameFile.List(entries, names, request) with { Skipped = bad.Skipped, Refused = [.. bad.Files, .. train, test, meta] };
    }

    private static IEnumerable<LabeledEntry> Records(string root, string path, string labelKey, bool isTest, int? classCount, BadEntries bad)
    {
        IReadOnlyDictionary<string, object?> batch = PickledValues.Read(path);
        if (batch.GetValueOrDefault("data") is not NumpyValues { Type: "|u1", Shape: [var count, CifarFormat.ImageSize] } data)
        {
            throw new DatasetException(path, "data", batch.GetValueOrDefault("data") is NumpyValues other ? $"an array of {other.Type}, ({string.Join(", ", other.Shape)})" : "no array", $"uint8, (N, {CifarFormat.ImageSize})");
        }
        if (batch.GetValueOrDefault(labelKey) is not IReadOnlyList<object?> labels || labels.Count != count || labels.Any(label => label is not long))
        {
            throw new DatasetException(path, labelKey, "no labels, or more or fewer", $"{count} whole numbers");
        }
        MemoryMarshal.TryGetArray(data.Bytes, out ArraySegment<byte> bytes);
        ArrayPart part = ArrayPart.OfFile(path) with { Open = () => new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false) };
        ArrayRecords store = new(part, "CIFAR in Python", 0, CifarFormat.Side, CifarFormat.Side, PixelOrder.Planar);
        return LabelArray.Join(path, Path.GetRelativePath(root, path).Replace('\\', '/'), store, [.. labels.Cast<long>()], isTest, classCount, bad);
    }

    private static (string[] Train, string Test, string Meta, string LabelKey, string NameKey)? Find(string path)
    {
        foreach (string folder in Folders.Select(name => Path.Combine(path, name)).Where(Directory.Exists))
        {
            string[] batches = [.. Directory.GetFiles(folder, "data_batch_*").Where(file => !Path.HasExtension(file)).Order(StringComparer.Ordinal)];
            if (batches.Length > 0) { return (batches, Path.Combine(folder, "test_batch"), Path.Combine(folder, "batches.meta"), "labels", "label_names"); }
            string train = Path.Combine(folder, "train"), meta = Path.Combine(folder, "meta");
            if (File.Exists(train) && File.Exists(meta)) { return ([train], Path.Combine(folder, "test"), meta, "fine_labels", "fine_label_names"); }
        }
        return null;
    }
}
