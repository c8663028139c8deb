using DeepDefense.Datasets.Layouts;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Datasets;

/// <summary>Opens a labelled data set, whatever its layout: CIFAR-10's and CIFAR-100's binary files, a CSV manifest, images with metadata,
/// GTSRB's and VGGFace2's folders, any folder with one folder of images a class, Parquet, WebDataset's tars, NumPy's arrays, or MNIST's files. The order of the images is that of the manifest,
/// else that of their names, always.</summary>
public static class DatasetLoader
{
    // In the order in which they are tried: those after the manifest are image folders too, of ever less strict kinds.
    private static readonly IReadOnlyList<IDatasetLayout> Layouts =
    [
        new CifarLayout(CifarFormat.Cifar10), new CifarLayout(CifarFormat.Cifar100), new CifarPickleLayout(), new ManifestLayout(), new MetadataLayout(),
        new GtsrbLayout(), new VggFace2Layout(), new ToolboxLayout(), new BackdoorBenchLayout(), new ImageFolderLayout(), new ParquetLayout(), new TarLayout(), new NpyLayout(), new IdxLayout(),
    ];

    /// <summary>Reads a data set.</summary>
    /// <param name="path">The folder, or a file: a CSV manifest, .parquet, .tar (many by a range in braces) or .npz.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="seed">Draws classes and images where the options ask for some, and the test images where the data has
    /// no test set.</param>
    /// <param name="progress">Told the share that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DatasetException">The folder is missing, empty or of no known layout; or a file in it does
    /// not fit the layout.</exception>
    /// <exception cref="ImageFormatException">An image is damaged, and bad files are not skipped.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LoadedDataset Open(string path, DatasetOptions options, Seed seed,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        IDatasetLayout layout = LayoutOf(path);
        RefuseCacheInside(path, options);
        LoadRequest request = new(path, options, seed, progress, cancellation);
        (LabeledImages train, LabeledImages test, IReadOnlyList<SkippedFile> skipped, SetRows rows) = layout.Load(request);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return new LoadedDataset(new Dataset(name, train, test), layout.Name, skipped, rows);
    }

    /// <summary>The folders whose files a set consists of: of a manifest those that its images lie in, else its own.</summary>
    /// <param name="path">The folder, or a file: a CSV manifest, .parquet, .tar (many by a range in braces) or .npz.</param>
    /// <exception cref="DatasetException">The manifest is no such table.</exception>
    public static IReadOnlyList<string> FoldersOf(string path) => Directory.Exists(path) ? [path]
        : File.Exists(path) && new ManifestLayout().Recognizes(path) ? ManifestLayout.FoldersOf(path)
        : [Path.GetDirectoryName(Path.GetFullPath(path))!];

    /// <summary>The layout of a folder or file.</summary>
    /// <exception cref="DatasetException">There is nothing, or nothing known.</exception>
    internal static IDatasetLayout LayoutOf(string path)
    {
        if (!BraceRange.Expand(path).Any(Path.Exists)) { throw new DatasetException(path); }
        return Layouts.FirstOrDefault(layout => layout.Recognizes(path)) ?? throw Unrecognized(path);
    }

    // It would be read as a class.
    private static void RefuseCacheInside(string path, DatasetOptions options)
    {
        if (options.CacheFolder is not { } cache || !Directory.Exists(path)) { return; }
        string inside = Path.GetRelativePath(path, cache);
        if (!Path.IsPathRooted(inside) && inside.Split(Path.DirectorySeparatorChar)[0] != "..")
        {
            throw new DatasetException(path, null, $"the cache {cache} inside it", "a folder outside of the set");
        }
    }

    private static DatasetException Unrecognized(string path)
    {
        if (File.Exists(path)) { return new DatasetException(path, null, "a file", "a folder, a CSV manifest (.csv), .parquet, .tar or .npz"); }
        int files = Directory.EnumerateFiles(path).Count();
        int folders = Directory.EnumerateDirectories(path).Count();
        string found = files + folders == 0 ? "an empty folder" : $"{files} files and {folders} folders";
        // Images that nothing here reads are no empty set.
        IReadOnlyList<SkippedFile> unread = UnreadFiles.Of(path, "no data set that is known", []);
        if (unread.Count > 0) { found += $" ({unread.Count} of the files not read, such as {unread[0].Path}: {unread[0].Reason})"; }
        return new DatasetException(path, null, found, "data_batch_*.bin or train.bin of CIFAR's binary layouts, "
            + $"{ManifestLayout.FileName}, {MetadataLayout.Csv}, *.parquet, *.tar with images and classes, arrays of NumPy, MNIST's files, GTSRB's Final_Training/, or a folder of images ({string.Join(", ", ImageFiles.Extensions)}) "
            + "for each class, in train/ and test/ or without")
        {
            HoldsNoImage = unread.Count == 0,
        };
    }
}
