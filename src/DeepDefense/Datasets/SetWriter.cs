using DeepDefense.Datasets.Layouts;

namespace DeepDefense.Datasets;

/// <summary>Writes data sets in any of the layouts.</summary>
public static class SetWriter
{
    /// <summary>Writes a set, replacing files of its names. Read again, images and names of their classes are the same.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="folder">Where to; made if missing.</param>
    /// <param name="dataset">The images.</param>
    /// <param name="cancellation">Stops between images or files.</param>
    /// <exception cref="ArgumentException">The images or class names do not fit the layout.</exception>
    /// <exception cref="IOException">A file cannot be written, or another set lies there.</exception>
    public static void Save(SetLayout layout, string folder, Dataset dataset, CancellationToken cancellation = default)
    {
        Action<string, Dataset, CancellationToken> save = layout switch
        {
            SetLayout.Manifest => ImageManifest.Save,
            SetLayout.Metadata => ImageMetadata.Save,
            SetLayout.Cifar10 => Cifar10Binary.Save,
            SetLayout.Parquet => ParquetSet.Save,
            SetLayout.Tar => TarSet.Save,
            SetLayout.Npy => NumpySet.Save,
            _ => ImageFolder.Save,
        };
        save(folder, dataset, cancellation);
    }

    /// <summary>The layout in which a set that was read is best written again: its own, or the nearest that is written.</summary>
    /// <param name="loaded">The set.</param>
    public static SetLayout NearestTo(LoadedDataset loaded)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        SetLayout? own = loaded.Layout switch
        {
            "Parquet" => SetLayout.Parquet,
            "WebDataset" => SetLayout.Tar,
            "NumPy arrays" or "MNIST (IDX)" => SetLayout.Npy,
            "CSV manifest" => SetLayout.Manifest,
            "images with metadata" => SetLayout.Metadata,
            "image folder" or "GTSRB" or "VGGFace2" => SetLayout.Folder,
            _ => null,
        };
        return own ?? (Cifar10Binary.Fits(loaded.Dataset) ? SetLayout.Cifar10 : SetLayout.Folder);
    }

    /// <summary>A data set with its classes numbered as they are when it is written and read again: in most layouts as they are; in a folder in
    /// the order of the class folders, in a manifest or with metadata in that of their names, without those that have no training image.</summary>
    /// <exception cref="ArgumentException">Two classes have the same name on disk, or there are test images of a class without
    /// training images.</exception>
    public static Dataset AsRead(SetLayout layout, Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        IReadOnlyList<string> names = dataset.Train.ClassNames;
        HashSet<int> used = [.. dataset.Train.Labels];
        int[]? all = layout switch
        {
            SetLayout.Folder => ImageFolder.OrderRead(names),
            SetLayout.Manifest or SetLayout.Metadata => [.. ClassLabels.Of(names.Where((_, label) => used.Contains(label))).Select(name => names.ToList().IndexOf(name))],
            _ => null,
        };
        if (all is null) { return dataset; }
        int[] order = [.. all.Where(used.Contains)];
        string[] kept = [.. order.Select(label => names[label])];
        return dataset with { Train = Renumbered(dataset.Train), Test = Renumbered(dataset.Test) };

        LabeledImages Renumbered(LabeledImages images)
        {
            int[] labels = [.. images.Labels.ToArray().Select(label => Array.IndexOf(order, label))];
            int stray = Array.IndexOf(labels, -1);
            return stray < 0 ? images.WithLabels(labels, kept)
                : throw new ArgumentException($"the class '{names[images.Labels[stray]]}' has test images and no training image", nameof(dataset));
        }
    }
}
