using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.RegularExpressions;
using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>MNIST's files: <c>train-images-idx3-ubyte</c> and <c>train-labels-idx1-ubyte</c>, <c>t10k-*</c> for the test images, plain or with <c>.gz</c>; in the folder, or in
/// <c>raw/</c> of it as torchvision has them. Grey images become three equal bands.</summary>
/// <remarks>Source: http://yann.lecun.com/exdb/mnist/.</remarks>
internal sealed partial class IdxLayout : ImageFileLayout
{
    private const long FreeImages = 1 << 16, MostImages = 1 << 28;
    private const int ImageMagic = 0x803, LabelMagic = 0x801, ImageHeader = 16, LabelHeader = 8;

    private static readonly string[] Parts = ["train", "t10k", "test"];

    public override string Name => "MNIST (IDX)";

    public override bool Recognizes(string path) => Directory.Exists(path) && FolderOf(path) is not null;

    private protected override FileListing List(LoadRequest request)
    {
        string folder = FolderOf(request.Folder)!;
        BadEntries bad = new(request.Options.SkipBad);
        string[]? names = ClassNameFile.Read(request.Folder);
        List<LabeledEntry> entries = [];
        List<string> read = [];
        foreach ((string images, string labels) in Pairs(folder))
        {
            read.AddRange([images, labels]);
            bool isTest = !Path.GetFileName(images).StartsWith("train", StringComparison.OrdinalIgnoreCase);
            entries.AddRange(Records(request.Folder, images, labels, isTest, names?.Length, bad));
        }
        return ClassNameFile.List(entries, names, request) with { Skipped = bad.Skipped, Refused = [.. bad.Files, .. read] };
    }

    private static IEnumerable<LabeledEntry> Records(string root, string images, string labels, bool isTest, int? classCount, BadEntries bad)
    {
        byte[] header = Begin(images, ImageHeader, ImageMagic);
        (long count, long height, long width) = (Number(header, 1), Number(header, 2), Number(header, 3));
        ImageLimits.Check(images, 8, height, width);
        long length = LinkTarget.Of(images).Length;
        bool isPlain = !IsPacked(images);
        if (isPlain ? length != ImageHeader + (count * height * width) || count > MostImages : count > Math.Min(FreeImages + length, MostImages))
        {
            throw new DatasetException(images, "the header", $"{count} images of {width} x {height} pixels in {length} bytes", isPlain ? $"{ImageHeader} bytes and one a pixel" : "a byte an image at least");
        }
        long[] numbers = Labels(labels, images, count);
        ArrayRecords store = new(ArrayPart.OfFile(images) with { Open = () => Open(images) }, "IDX", ImageHeader, (int)height, (int)width, PixelOrder.Grey);
        return LabelArray.Join(images, Path.GetRelativePath(root, images).Replace('\\', '/'), store, numbers, isTest, classCount, bad);
    }

    // Whether there are as many as images is seen before they are read: how many images there can be is known.
    private static long[] Labels(string path, string images, long count)
    {
        long found = Number(Begin(path, LabelHeader, LabelMagic), 1);
        if (found != count) { throw new DatasetException(path, "the header", $"{found} labels", $"one for each of the {count} images of {images}"); }
        byte[] bytes = new byte[LabelHeader + count];
        using Stream stream = Open(path);
        try
        {
            stream.ReadExactly(bytes);
            if (stream.ReadByte() >= 0) { throw new DatasetException(path, null, $"more than the {count} labels of its header", "as many"); }
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException) { throw new DatasetException(path, null, $"damage: {failure.Message}", $"{count} labels"); }
        return [.. bytes.Skip(LabelHeader).Select(label => (long)label)];
    }

    private static byte[] Begin(string path, int size, int magic)
    {
        byte[] header = new byte[size];
        using Stream stream = Open(path);
        int read;
        try { read = stream.ReadAtLeast(header, size, throwOnEndOfStream: false); }
        catch (InvalidDataException failure) { throw new DatasetException(path, null, $"damage: {failure.Message}", "a gzip file"); }
        return read == size && Number(header, 0) == magic
            ? header
            : throw new DatasetException(path, "byte 0", Excerpt.Of(header.AsSpan(0, Math.Min(read, 4))), $"the number 0x{magic:X8} and the sizes: unsigned bytes as MNIST has them");
    }

    private static long Number(byte[] header, int index) => BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(sizeof(uint) * index));

    private static bool IsPacked(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static Stream Open(string path) => IsPacked(path) ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path);

    private static string? FolderOf(string path) => new[] { path, Path.Combine(path, "raw"), Path.Combine(path, "MNIST", "raw"), Path.Combine(path, "FashionMNIST", "raw") }
        .FirstOrDefault(folder => Directory.Exists(folder) && Pairs(folder).Length > 0);

    // Of a file that is there plain and packed, the plain one.
    private static (string Images, string Labels)[] Pairs(string folder)
    {
        ILookup<string, string> files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .ToLookup(file => Known().Match(Path.GetFileName(file)) is { Success: true } match ? $"{match.Groups["part"].Value} {match.Groups["kind"].Value}" : "");
        return [.. Parts.Where(part => files.Contains($"{part} images") && files.Contains($"{part} labels"))
            .Select(part => (files[$"{part} images"].First(), files[$"{part} labels"].First()))];
    }

    [GeneratedRegex(@"^(?<part>train|t10k|test)-(?<kind>images|labels)[-.]idx[13]-ubyte(\.gz)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Known();
}
