using System.Formats.Tar;
using System.Globalization;
using System.Text;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Imaging;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets;

/// <summary>Writes data sets as WebDataset's tars: PNGs and their classes as numbers.</summary>
public static class TarSet
{
    private const int MostImages = 10_000, Ahead = 256;

    /// <summary>Writes <c>train-000000.tar</c> and so on with 10,000 images each, <c>test-000000.tar</c> where there are test images, and <c>class_names.txt</c>, replacing files
    /// of those names. Read again, the set is the same, in the same order.</summary>
    /// <param name="folder">Where to; made if missing.</param>
    /// <param name="dataset">The images.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="ArgumentException">A class name is no line of text.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Save(string folder, Dataset dataset, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(dataset);
        string names = ClassNameFile.TextOf(dataset.Train.ClassNames);
        foreach ((string part, LabeledImages images) in dataset.Parts)
        {
            for (int start = 0; start < images.Count; start += MostImages)
            {
                int first = start, end = Math.Min(start + MostImages, images.Count);
                string path = Path.Combine(folder, $"{part}-{(start / MostImages).ToString("D6", CultureInfo.InvariantCulture)}.tar");
                AtomicFile.Write(path, stream => Write(stream, images, first, end, cancellation));
            }
        }
        AtomicFile.WriteText(Path.Combine(folder, ClassNameFile.Name), names);
    }

    private static void Write(Stream stream, LabeledImages images, int start, int end, CancellationToken cancellation)
    {
        using TarWriter writer = new(stream, TarEntryFormat.Ustar, leaveOpen: true);
        for (int first = start; first < end; first += Ahead)
        {
            byte[][] files = new byte[Math.Min(Ahead, end - first)][];
            int begin = first;
            OrderedParallel.For(files.Length, i => files[i] = Codec.EncodePng(images.ToImage(begin + i)), cancellation);
            for (int i = 0; i < files.Length; i++)
            {
                string key = (first + i).ToString("D9", CultureInfo.InvariantCulture);
                Add(writer, $"{key}.png", files[i]);
                Add(writer, $"{key}.cls", Encoding.ASCII.GetBytes(images.Labels[first + i].ToString(CultureInfo.InvariantCulture)));
            }
        }
    }

    // The same set gives the same bytes, whenever it is written.
    private static void Add(TarWriter writer, string name, byte[] content) =>
        writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch });
}
