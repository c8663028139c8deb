using System.Buffers.Binary;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Imaging;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets;

/// <summary>Writes data sets as NumPy's arrays.</summary>
public static class NumpySet
{
    /// <summary>Writes <c>train_images.npy</c> (N, H, W, 3) uint8, <c>train_labels.npy</c> (N) int64, <c>test_*.npy</c> where there are test images, and <c>class_names.txt</c>, replacing files
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
            if (images.Count == 0) { continue; }
            AtomicFile.Write(Path.Combine(folder, $"{part}_images.npy"), stream => WriteImages(stream, images, cancellation));
            AtomicFile.Write(Path.Combine(folder, $"{part}_labels.npy"), stream => WriteLabels(stream, images));
        }
        AtomicFile.WriteText(Path.Combine(folder, ClassNameFile.Name), names);
    }

    private static void WriteImages(Stream stream, LabeledImages images, CancellationToken cancellation)
    {
        stream.Write(NpyHeader.Of("|u1", images.Count, images.Height, images.Width, 3));
        int plane = images.Height * images.Width;
        byte[] pixels = new byte[images.ImageSize];
        for (int i = 0; i < images.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> planes = images.Image(i);
            for (int at = 0; at < plane; at++)
            {
                pixels[3 * at] = planes[at];
                pixels[(3 * at) + 1] = planes[plane + at];
                pixels[(3 * at) + 2] = planes[(2 * plane) + at];
            }
            stream.Write(pixels);
        }
    }

    private static void WriteLabels(Stream stream, LabeledImages images)
    {
        stream.Write(NpyHeader.Of("<i8", images.Count));
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (int label in images.Labels)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, label);
            stream.Write(number);
        }
    }
}
