using System.Buffers.Binary;
using System.IO.Compression;
using DeepDefense.Imaging;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>backdoor-toolbox's poisoned sets: <c>labels</c>, a tensor of torch.save, and the images as <c>data/0.png</c> and so on, or as one tensor <c>imgs</c> (N, 3, H, W), float32 in [0, 1].
/// Floats become the nearest of 256 levels. <c>poison_indices</c> and <c>cover_indices</c> are not images and are passed over.</summary>
internal sealed class ToolboxLayout : ImageFileLayout
{
    private const string Images = "imgs", Folder = "data", Labels = "labels";
    private const int MostLabels = 100_000_000;
    private static readonly string[] Truth = ["poison_indices", "cover_indices"];

    public override string Name => "backdoor-toolbox";

    public override bool Recognizes(string path) => Directory.Exists(path) && File.Exists(Path.Combine(path, Labels))
        && (File.Exists(Path.Combine(path, Images)) || Directory.Exists(Path.Combine(path, Folder)));

    private protected override FileListing List(LoadRequest request)
    {
        string root = request.Folder, images = Path.Combine(root, Images);
        BadEntries bad = new(request.Options.SkipBad);
        long[] labels = ReadLabels(Path.Combine(root, Labels));
        string[]? names = ClassNameFile.Read(root);
        IEnumerable<LabeledEntry> entries = File.Exists(images)
            ? LabelArray.Join(images, Images, Tensor(images, labels.Length), labels, isTest: false, names?.Length, bad)
            : LabelArray.Join(root, Folder, new NumberedFiles(), labels, isTest: false, names?.Length, bad).Select(entry => entry with { File = FileOf(root, entry.File.Record) });
        return ClassNameFile.List([.. entries], names, request) with
        {
            Skipped = bad.Skipped,
            Refused = [.. bad.Files, .. new[] { Images, Labels }.Concat(Truth).Select(name => Path.Combine(root, name))],
        };
    }

    private static LabeledFile FileOf(string root, int number)
    {
        string source = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Folder}/{number}.png");
        return new LabeledFile(Path.Combine(root, source), source, 0);
    }

    private static ArrayRecords Tensor(string path, int count)
    {
        SavedTensor tensor = SavedTensor.Read(path);
        if (tensor is not { Type: "Float", Shape: [var number, 3, var height, var width] } || number != count)
        {
            throw new DatasetException(path, null, $"{tensor.Type} ({string.Join(", ", tensor.Shape)})", $"Float ({count}, 3, H, W), an image for each label");
        }
        ImageLimits.Check(path, null, height, width);
        return new ArrayRecords(PartOf(path, tensor) with { Name = path }, "PyTorch tensor", 0, (int)height, (int)width, PixelOrder.PlanarUnit);
    }

    private static long[] ReadLabels(string path)
    {
        SavedTensor tensor = SavedTensor.Read(path);
        if (tensor is not { Type: "Long", Shape: [<= MostLabels and var count] }) { throw new DatasetException(path, null, $"{tensor.Type} ({string.Join(", ", tensor.Shape)})", "Long (N)"); }
        byte[] bytes = new byte[sizeof(long)];
        long[] labels = new long[count];
        using Stream stream = PartOf(path, tensor).Open();
        try
        {
            for (int i = 0; i < labels.Length; i++)
            {
                stream.ReadExactly(bytes);
                labels[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException) { throw new DatasetException(path, null, $"damage: {failure.Message}", $"{count} labels"); }
        return labels;
    }

    private static ArrayPart PartOf(string path, SavedTensor tensor)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        return ArrayPart.OfMember(path, zip.Entries.First(entry => entry.FullName.EndsWith($"/{tensor.Record}", StringComparison.Ordinal) && entry.FullName.Count(c => c == '/') == 2).FullName);
    }

    // Where a label belongs to a file of its own, only its number is asked for.
    private sealed class NumberedFiles : RecordStore
    {
        internal override string Key => "";

        internal override string PositionOf(int record) => $"{Folder}/{record}.png";

        internal override byte[] Fetch(int record) => throw new NotSupportedException();
    }
}
