using System.Globalization;
using CsvHelper;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Imaging;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets;

/// <summary>Writes data sets as PNGs with a CSV manifest (<c>path,label,split</c>).</summary>
public static class ImageManifest
{
    /// <summary>Writes <c>train/&lt;index&gt;.png</c>, <c>test/&lt;index&gt;.png</c> and at last <c>manifest.csv</c>,
    /// replacing files of those names. Read again, images, names of their classes and order are the same; classes are
    /// numbered by the order of their names, and a class without an image is gone.</summary>
    /// <param name="folder">Where to; made if missing.</param>
    /// <param name="dataset">The images.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="ArgumentException">A class name is blank or has control characters.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Save(string folder, Dataset dataset, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Train.ClassNames.FirstOrDefault(ClassLabels.IsNone) is { } bad)
        {
            throw new ArgumentException($"the class name '{bad}' is blank or has control characters", nameof(dataset));
        }
        foreach ((string part, LabeledImages images) in dataset.Parts)
        {
            OrderedParallel.For(images.Count, i => ImageFile.WritePng(Path.Combine(folder, PathOf(part, i)), images.ToImage(i)), cancellation);
        }
        AtomicFile.Write(Path.Combine(folder, ManifestLayout.FileName), stream =>
        {
            using CsvWriter writer = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
            writer.WriteRecord(ManifestLayout.PathColumn, ManifestLayout.LabelColumn, ManifestLayout.SplitColumn);
            foreach ((string part, LabeledImages images) in dataset.Parts)
            {
                for (int i = 0; i < images.Count; i++) { writer.WriteRecord(PathOf(part, i), images.ClassNames[images.Labels[i]], part); }
            }
        });
    }

    private static string PathOf(string part, int index) => $"{part}/{index.ToString("D6", CultureInfo.InvariantCulture)}.png";
}
