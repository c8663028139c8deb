using System.Globalization;
using CsvHelper;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Imaging;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets;

/// <summary>Writes data sets as PNGs with a table of metadata beside them, as Hugging Face's ImageFolder reads them.</summary>
public static class ImageMetadata
{
    /// <summary>Writes <c>train/&lt;index&gt;.png</c> and <c>train/metadata.csv</c> (<c>file_name,label</c>), and <c>test/</c> alike where there are test images, replacing files of
    /// those names. Read again, images, names of their classes and order are the same; classes are numbered by the order of their names, and a class without an image is
    /// gone.</summary>
    /// <param name="folder">Where to; made if missing.</param>
    /// <param name="dataset">The images.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="ArgumentException">A class name is blank or has control characters.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Save(string folder, Dataset dataset, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(dataset);
        ClassNameFile.Require(dataset.Train.ClassNames);
        foreach ((string part, LabeledImages images) in dataset.Parts)
        {
            if (images.Count == 0) { continue; }
            OrderedParallel.For(images.Count, i => ImageFile.WritePng(Path.Combine(folder, part, NameOf(i)), images.ToImage(i)), cancellation);
            AtomicFile.Write(Path.Combine(folder, part, MetadataLayout.Csv), stream =>
            {
                using CsvWriter writer = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
                writer.WriteRecord(MetadataLayout.FileColumn, MetadataLayout.LabelColumn);
                for (int i = 0; i < images.Count; i++) { writer.WriteRecord(NameOf(i), images.ClassNames[images.Labels[i]]); }
            });
        }
    }

    private static string NameOf(int index) => $"{index.ToString("D6", CultureInfo.InvariantCulture)}.png";
}
