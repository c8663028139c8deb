using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>One image of a data set: a file, or a record of one.</summary>
/// <param name="Path">The file.</param>
/// <param name="Source">Its path inside the data set, with <c>/</c>, and the record behind a colon.</param>
/// <param name="Label">Its class.</param>
internal sealed record LabeledFile(string Path, string Source, int Label)
{
    /// <summary>What knows the records of the file; null: the image is the whole file.</summary>
    internal RecordStore? Store { get; init; }

    /// <summary>The number of the record in the store.</summary>
    internal int Record { get; init; }

    /// <summary>What messages call it.</summary>
    internal string Name => Store is null ? Path : $"{Path}, {Store.PositionOf(Record)}";

    /// <summary>Reads it.</summary>
    /// <exception cref="ImageFormatException">It is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal StoredFile Read() => Store is null ? ImageFile.ReadStored(Path) : Store.Decode(Name, Store.Fetch(Record));
}

/// <summary>Lists folders and images in an order that no file system changes: ordinal, by name.</summary>
internal static class ImageFiles
{
    /// <summary>Endings of the files that are taken for images; what they hold is told by their first bytes.</summary>
    internal static readonly IReadOnlyList<string> Extensions = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".bmp", ".gif", ".ppm", ".pgm", ".pbm", ".pnm"];

    private const string MacOSArchive = "__MACOSX";

    /// <summary>Names of the folders in a folder; hidden ones, and what macOS adds to an archive, are left out.</summary>
    internal static string[] FoldersIn(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Select(Path.GetFileName).OfType<string>()
            .Where(name => !name.StartsWith('.') && name != MacOSArchive).Order(StringComparer.Ordinal)];

    /// <summary>Whether a file is taken for an image by its name, hidden or not, in whatever case its ending is written.</summary>
    internal static bool IsNamed(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>Whether images lie directly in a folder.</summary>
    internal static bool HasImages(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any(IsNamed);

    /// <summary>The images under a folder, by their paths inside it: those directly in it, then those of its sub-folders.</summary>
    internal static IEnumerable<string> ImagesUnder(string folder) => FolderTree.Of(folder).Files.Where(IsNamed);

    /// <summary>The images of the class folders <paramref name="classNames"/> in <paramref name="part"/>, a folder
    /// inside <paramref name="root"/>; a class may have no folder there.</summary>
    internal static LabeledFile[] List(string root, string part, IReadOnlyList<string> classNames)
    {
        List<LabeledFile> files = [];
        for (int label = 0; label < classNames.Count; label++)
        {
            string folder = Path.Combine(root, part, classNames[label]);
            if (!Directory.Exists(folder))
            {
                continue;
            }
            string source = part.Length == 0 ? classNames[label] : $"{part}/{classNames[label]}";
            files.AddRange(ImagesUnder(folder).Select(name => new LabeledFile(Path.Combine(folder, name), $"{source}/{name}", label)));
        }
        return [.. files];
    }

    /// <summary>Whether a file that fails so is left out and listed: one of a kind that is not read always, a bad one on demand.</summary>
    internal static bool IsLeftOut(Exception failure, DatasetOptions options) => failure is ImageFormatException { IsUnreadKind: true }
        || (options.SkipBad && failure is (ImageFormatException or IOException or UnauthorizedAccessException));

    /// <summary>An image that is left out, by its file, and by its record where it has one.</summary>
    internal static SkippedFile Skipped(LabeledFile file, string reason) =>
        new(file.Path, file.Store is null ? reason : $"{file.Store.PositionOf(file.Record)}: {reason}");

    /// <summary>What is wrong with a bad file.</summary>
    internal static string ReasonOf(Exception failure) => failure is ImageFormatException format ? format.Reason : failure.Message;
}
