using DeepDefense.Datasets.Layouts;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Datasets;

/// <summary>Opens a labelled data set, whatever its layout: CIFAR-10's binary files, VGGFace2's folders, or any
/// folder with one folder of images a class. The order of the images is that of their names, always.</summary>
public static class DatasetLoader
{
    // In the order in which they are tried: VGGFace2's layout is an image folder too, of a stricter kind.
    private static readonly IReadOnlyList<IDatasetLayout> Layouts =
        [new Cifar10Layout(), new VggFace2Layout(), new ImageFolderLayout()];

    /// <summary>Reads a data set into memory.</summary>
    /// <param name="path">The folder.</param>
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
        if (!Directory.Exists(path))
        {
            throw new DatasetException(path, null, File.Exists(path) ? "a file" : "nothing", "a folder");
        }
        IDatasetLayout layout = Layouts.FirstOrDefault(layout => layout.Recognizes(path)) ?? throw Unrecognized(path);
        LoadRequest request = new(path, options, seed, progress, cancellation);
        (LabeledImages train, LabeledImages test, IReadOnlyList<SkippedFile> skipped) = layout.Load(request);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return new LoadedDataset(new Dataset(name, train, test), layout.Name, skipped);
    }

    private static DatasetException Unrecognized(string path)
    {
        int files = Directory.EnumerateFiles(path).Count();
        int folders = Directory.EnumerateDirectories(path).Count();
        string found = files + folders == 0 ? "an empty folder" : $"{files} files and {folders} folders";
        return new DatasetException(path, null, found, "data_batch_*.bin of CIFAR-10's binary layout, or a folder of "
            + $"images ({string.Join(", ", ImageFiles.Extensions)}) for each class, in train/ and test/ or without")
        {
            HoldsNoImage = true,
        };
    }
}
