using DeepDefense.Datasets;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Imaging;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;

namespace DeepDefense.Inspection;

/// <summary>Looks a data set over, file by file; pixels of no more than one image a core are in memory.</summary>
public static class DatasetInspection
{
    /// <summary>Reads every image once, as it is stored.</summary>
    /// <param name="path">The folder, or a CSV manifest.</param>
    /// <param name="options">How to read it; sizes and cache have no part in it.</param>
    /// <param name="seed">Draws what <see cref="DatasetLoader.Open"/> draws by it.</param>
    /// <param name="progress">Told the share that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DatasetException">The set is missing, empty, of no known layout or does not fit it.</exception>
    /// <exception cref="ImageFormatException">An image is damaged, and bad files are not skipped.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static DatasetReport Of(string path, DatasetOptions options, Seed seed,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        IDatasetLayout layout = DatasetLoader.LayoutOf(path);
        LoadRequest request = new(path, options with { Size = null }, seed, progress, cancellation);
        return layout switch
        {
            ImageFileLayout files => OfFiles(files, files.ListWhole(request).Draw(request), request),
            CifarLayout records => OfRecords(records, records.Load(request)),
            _ => throw new NotSupportedException($"{layout.Name} has neither files nor records"),
        };
    }

    private static DatasetReport OfFiles(ImageFileLayout layout, FileListing listing, LoadRequest request)
    {
        LabeledFile[] files = [.. listing.Train, .. listing.Test];
        StoredImage?[] images = new StoredImage?[files.Length];
        SkippedFile?[] bad = new SkippedFile?[files.Length];
        FileProgress progress = new(request.Progress, files.Length);
        StoredImages.Read(files, (i, read) =>
        {
            LabeledFile file = files[i];
            try
            {
                StoredFile stored = read();
                images[i] = StoredImage.Of(file.Source, file.Label, i >= listing.Train.Length, stored.Image.Height, stored.Image.Width,
                    stored.Image.Pixels, stored.Format, stored.Bytes);
            }
            catch (Exception failure) when (ImageFiles.IsLeftOut(failure, request.Options))
            {
                bad[i] = ImageFiles.Skipped(file, ImageFiles.ReasonOf(failure));
            }
            progress.ReportOneMore();
        }, request.Cancellation);
        return Report(layout.Name, listing.ClassNames, [.. images.OfType<StoredImage>()], [.. listing.Skipped, .. bad.OfType<SkippedFile>()]);
    }

    private static DatasetReport OfRecords(CifarLayout layout, LoadedSets sets)
    {
        IEnumerable<StoredImage> Part(LabeledImages part, bool isTest) => Enumerable.Range(0, part.Count).Select(i => StoredImage.Of(
            part.SourceOf(i), part.Labels[i], isTest, part.Height, part.Width, part.Image(i), layout.Name, layout.RecordSize));
        return Report(layout.Name, sets.Train.ClassNames, [.. Part(sets.Train, false), .. Part(sets.Test, true)], sets.Skipped);
    }

    private static DatasetReport Report(
        string layout, IReadOnlyList<string> classNames, IReadOnlyList<StoredImage> images, IReadOnlyList<SkippedFile> skipped)
    {
        BandCorrelationSample bands = new();
        foreach (StoredImage image in images) { bands.Add(image.Bands); }
        int test = images.Count(image => image.IsTest);
        int[] trainOf = new int[classNames.Count], testOf = new int[classNames.Count];
        foreach (StoredImage image in images) { (image.IsTest ? testOf : trainOf)[image.Label]++; }
        return new DatasetReport(layout, images.Count - test, test, images.Sum(image => image.Bytes),
            [.. classNames.Select((name, label) => new ClassCount(name, trainOf[label], testOf[label]))],
            [.. images.CountBy(image => (image.Width, image.Height)).Select(size => new SizeCount(size.Key.Width, size.Key.Height, size.Value))
                .OrderByDescending(size => size.Images).ThenBy(size => size.Width).ThenBy(size => size.Height)],
            [.. images.CountBy(image => image.Format).Select(format => new FormatCount(format.Key, format.Value))
                .OrderBy(format => format.Name, StringComparer.Ordinal)],
            new DuplicateReport(Duplicates(images)), bands.ToReport(), skipped);
    }

    // GroupBy keeps the order of first appearance, and OrderBy is stable.
    private static DuplicateGroup[] Duplicates(IReadOnlyList<StoredImage> images) =>
        [.. images.GroupBy(image => image.Sha256, StringComparer.Ordinal).Select(group => group.ToArray()).Where(group => group.Length > 1)
            .Select(group => new DuplicateGroup(group[0].Sha256, [.. group.Select(image => image.Source)],
                group.Any(image => image.Label != group[0].Label), group.Any(image => image.IsTest != group[0].IsTest)))
            .OrderByDescending(group => group.AcrossClasses).ThenByDescending(group => group.AcrossParts)];
}
