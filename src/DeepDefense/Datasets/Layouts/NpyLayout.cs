using System.IO.Compression;
using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>NumPy's arrays: images (N, H, W, 3), (N, 3, H, W) or, grey, (N, H, W), uint8; labels (N), whole numbers. As pairs of files
/// (<c>train_images.npy</c> and <c>train_labels.npy</c>, <c>x_test.npy</c> and <c>y_test.npy</c>, <c>images.npy</c> and <c>labels.npy</c>), or as arrays of these names in
/// one .npz. Names of the classes may stand in <c>class_names.txt</c>.</summary>
internal sealed class NpyLayout : ImageFileLayout
{
    private const string Array = ".npy", Archive = ".npz";
    private const long FreeImages = 1 << 16;

    public override string Name => "NumPy arrays";

    public override bool Recognizes(string path) => Directory.Exists(path) ? Pairs(path).Any() || ArchiveIn(path) is not null
        : File.Exists(path) && PackedFiles.IsNamed(path, Archive);

    private protected override FileListing List(LoadRequest request)
    {
        string root = request.Root;
        BadEntries bad = new(request.Options.SkipBad);
        string[]? names = ClassNameFile.Read(root);
        (string Images, string Labels, string Split)[] pairs = request.IsFolder ? [.. Pairs(root)] : [];
        string? archive = pairs.Length > 0 ? null : request.IsFolder ? Path.Combine(root, ArchiveIn(root)!) : request.Folder;
        if (archive is not null) { pairs = PairsIn(archive, bad); }
        if (pairs.Length == 0) { throw new DatasetException(archive ?? root, null, "no pair of images and labels", "arrays such as train_images and train_labels, or x and y"); }
        IReadOnlyList<(string, bool? IsTest)> splits = SplitName.Of([.. pairs.Select(pair => pair.Split)]);
        List<LabeledEntry> entries = [];
        List<string> read = archive is null ? [] : [archive];
        for (int i = 0; i < pairs.Length; i++)
        {
            ArrayPart images = archive is null ? ArrayPart.OfFile(Path.Combine(root, pairs[i].Images + Array)) : ArrayPart.OfMember(archive, pairs[i].Images + Array);
            ArrayPart labels = archive is null ? ArrayPart.OfFile(Path.Combine(root, pairs[i].Labels + Array)) : ArrayPart.OfMember(archive, pairs[i].Labels + Array);
            read.AddRange([images.Path, labels.Path]);
            if (splits[i].IsTest is not { } isTest) { bad.LeaveOut(images.Path, $"{pairs[i].Images}: {SplitName.Unused}"); continue; }
            entries.AddRange(Records(root, images, labels, isTest, names?.Length, bad));
        }
        return ClassNameFile.List(entries, names, request) with { Skipped = bad.Skipped, Refused = [.. bad.Files, .. read] };
    }

    private static IEnumerable<LabeledEntry> Records(string root, ArrayPart images, ArrayPart labels, bool isTest, int? classCount, BadEntries bad)
    {
        NpyHeader header;
        using (Stream stream = images.Open()) { header = LabelArray.ReadHeader(images.Name, stream); }
        if (header.Type != "|u1" || header.IsColumnMajor)
        {
            throw new DatasetException(images.Name, null, $"values of {header.Type}{(header.IsColumnMajor ? " in Fortran's order" : "")}", "uint8, row by row: numpy.ascontiguousarray(images).astype('uint8'), in [0, 255]");
        }
        (int height, int width, PixelOrder order) = header.Shape switch
        {
            [_, var h, var w, 3] => (h, w, PixelOrder.Interleaved),
            [_, 3, var h, var w] => (h, w, PixelOrder.Planar),
            [_, 1, var h, var w] => (h, w, PixelOrder.Grey),
            [_, var h, var w, 1] => (h, w, PixelOrder.Grey),
            [_, var h, var w] => (h, w, PixelOrder.Grey),
            _ => throw new DatasetException(images.Name, null, $"the shape ({string.Join(", ", header.Shape)})", "(N, H, W, 3), (N, 3, H, W) or (N, H, W)"),
        };
        if (header.Count != images.Length - header.Start) { throw new DatasetException(images.Name, null, $"{images.Length - header.Start} bytes of values", $"({string.Join(", ", header.Shape)}) of one byte each"); }
        int count = header.Shape[0];
        if (count > FreeImages + images.Stored) { throw new DatasetException(images.Name, null, $"{count} images in {images.Stored} bytes", "a byte an image at least"); }
        ImageLimits.Check(images.Name, null, height, width);
        using Stream labelStream = labels.Open();
        long[] numbers = LabelArray.Read(labels.Name, labelStream, labels.Length, images.Name, count);
        ArrayRecords store = new(images, "NumPy array", header.Start, height, width, order);
        return LabelArray.Join(images.Path, Path.GetRelativePath(root, images.Name).Replace('\\', '/'), store, numbers, isTest, classCount, bad);
    }

    private static IEnumerable<(string Images, string Labels, string Split)> Pairs(string folder) =>
        ArrayNames.Pairs(Directory.EnumerateFiles(folder, "*" + Array).Select(file => Path.GetFileNameWithoutExtension(file)));

    private static string? ArchiveIn(string folder) => Directory.GetFiles(folder, "*" + Archive) is [var only] ? Path.GetFileName(only) : null;

    // What a folder would have named as a file that is not read is named as a member.
    private static (string Images, string Labels, string Split)[] PairsIn(string archive, BadEntries bad)
    {
        List<string> members = Members(archive);
        (string Images, string Labels, string Split)[] pairs = [.. ArrayNames.Pairs(members.Where(name => name.EndsWith(Array, StringComparison.Ordinal)).Select(name => name[..^Array.Length]))];
        HashSet<string> read = [.. pairs.SelectMany(pair => new[] { pair.Images + Array, pair.Labels + Array })];
        foreach (string member in members.Where(name => !read.Contains(name)))
        {
            bad.LeaveOut(archive, $"member {Excerpt.OfName(member)}, which is not read: no pair such as x_train and y_train, or images and labels, has it");
        }
        return pairs;
    }

    private static List<string> Members(string archive)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(archive);
            return [.. zip.Entries.Select(entry => entry.FullName).Where(name => !name.EndsWith('/'))];
        }
        catch (InvalidDataException failure) { throw new DatasetException(archive, null, $"no archive ({failure.Message})", "a .npz of numpy.savez"); }
    }
}
