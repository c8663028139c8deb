namespace DeepDefense.Datasets;

/// <summary>How a data set is read from disk.</summary>
public sealed record DatasetOptions
{
    private const int LargestSize = 8000; // 64 million pixels, the most that an image may have

    /// <summary>Side in pixels to which every image is resized, 1 to 8,000, or null (default): as stored, except
    /// that VGGFace2's layout takes 64 and GTSRB's 32. Resized records of CIFAR's binary layouts are held in memory.</summary>
    public int? Size
    {
        get;
        init => field = value is null or (>= 1 and <= LargestSize) ? value
            : throw new ArgumentOutOfRangeException(nameof(Size), value, $"must lie in [1, {LargestSize}]");
    }

    /// <summary>Share of each class that becomes the test set where the data has none, in [0, 1). Default 0.2. With 0 the
    /// test set is empty and every image is a training image, as whoever scans a set wants it.</summary>
    public double TestFraction { get; init => field = Require.HalfOpenUnit(value); } = 0.2;

    /// <summary>Number of classes to draw from those that have enough images, at least 2, or null (default): all. For
    /// folders of images only, as are the next two.</summary>
    public int? ClassCount { get; init => field = value is { } count ? Require.AtLeast(count, 2) : null; }

    /// <summary>Most training images to draw from a class, at least 1, or null (default): all.</summary>
    public int? TrainPerClass { get; init => field = value is { } count ? Require.AtLeast(count, 1) : null; }

    /// <summary>Most test images to draw from a class, at least 1, or null (default): all.</summary>
    public int? TestPerClass { get; init => field = value is { } count ? Require.AtLeast(count, 1) : null; }

    /// <summary>Whether a bad file or record is left out and listed instead of being an error. Default false. A file of a kind that is not
    /// read, such as TIFF, is listed either way.</summary>
    public bool SkipBad { get; init; }

    /// <summary>The column of the images in a Parquet file, or null (default): the one that is known by its type or name. A struct of <c>bytes</c> and
    /// <c>path</c>, bytes, or paths below the folder of the file.</summary>
    public string? ImageColumn { get; init => field = value is null ? null : Require.Text(value); }

    /// <summary>The column of the classes in a Parquet file, a manifest or a table of metadata, or null (default): the one that is known by its type or name.
    /// </summary>
    public string? LabelColumn { get; init => field = value is null ? null : Require.Text(value); }

    /// <summary>Folder in which decoded images are kept and mapped, so that a set may be larger than the memory and is
    /// decoded once, or null (default): they are decoded each time (<see cref="MostInMemory"/>). It is made if missing. CIFAR's binary layouts are
    /// read as they are.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Most bytes of decoded images of one split that are held in memory, at least 0; more go to a temporary file, below <c>TMPDIR</c> or <c>/var/tmp</c>, that is mapped and
    /// goes with the process. Not for CIFAR's binary layouts. Default: a quarter of the memory that the process may use, at most 2 GiB less a little.</summary>
    public long MostInMemory
    {
        get;
        init => field = value >= 0 && value <= Array.MaxLength ? value : throw new ArgumentOutOfRangeException(nameof(MostInMemory), value, $"must lie in [0, {Array.MaxLength}]");
    }
    = Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, Array.MaxLength);

    /// <summary>The part of the training rows that is read, or null (default): all. With a part no test image is read. Only its own images are decoded, but of
    /// CIFAR's binary layouts, which are read whole.</summary>
    public Shard? Shard { get; init; }
}
