using DeepDefense.Torch.Serialization;
using static DeepDefense.Datasets.Layouts.CifarFormat;

namespace DeepDefense.Datasets;

/// <summary>Writes data sets in CIFAR-10's binary layout.</summary>
public static class Cifar10Binary
{
    /// <summary>Writes <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c>, <c>test_batch.bin</c> where there are test images, and
    /// <c>batches.meta.txt</c>, replacing files of those names. Read again, the data set is the same, in the same
    /// order.</summary>
    /// <param name="folder">Where to; made if missing.</param>
    /// <param name="dataset">Images of 32 x 32 pixels in at most 256 classes.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="ArgumentException">The images or class names do not fit the layout.</exception>
    /// <exception cref="IOException">A file cannot be written, or another training file is there already.</exception>
    public static void Save(string folder, Dataset dataset, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(dataset);
        RequireFit(dataset);
        string[] files = [.. Enumerable.Range(1, BatchCount).Select(TrainFile)];
        RefuseStrangers(folder, files);
        RefuseOldTest(folder, dataset.Test);
        int count = dataset.Train.Count;
        for (int i = 0; i < BatchCount; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            int start = (int)((long)count * i / BatchCount), end = (int)((long)count * (i + 1) / BatchCount);
            Write(Path.Combine(folder, files[i]), dataset.Train, start, end);
        }
        if (dataset.Test.Count > 0) { Write(Path.Combine(folder, Cifar10.TestFile), dataset.Test, 0, dataset.Test.Count); }
        string names = string.Concat(dataset.Train.ClassNames.Select(name => name + "\n"));
        AtomicFile.WriteText(Path.Combine(folder, Cifar10.NamesFile), names);
    }

    /// <summary>Refuses a data set that does not fit the layout.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void RequireFit(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if ((FaultOf(dataset.Train) ?? FaultOf(dataset.Test)) is { } fault) { throw new ArgumentException(fault, nameof(dataset)); }
    }

    /// <summary>Whether a data set fits the layout, so that <see cref="Save"/> can write it.</summary>
    public static bool Fits(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return FaultOf(dataset.Train) is null && FaultOf(dataset.Test) is null;
    }

    private static string? FaultOf(LabeledImages images)
    {
        if (images.Height != Side || images.Width != Side)
        {
            return $"CIFAR-10's layout takes images of {Side} x {Side} pixels, not {images.Width} x {images.Height}";
        }
        if (images.ClassNames.Count > byte.MaxValue + 1) { return $"{images.ClassNames.Count} classes do not fit a byte"; }
        return images.ClassNames.FirstOrDefault(name => name != name.Trim() || name.Length == 0 || name.Any(char.IsControl)) is { } name
            ? $"the class name '{name}' does not fit a line"
            : null;
    }

    // A sixth batch of an older set would be read as part of this one.
    private static void RefuseStrangers(string folder, string[] files)
    {
        string? stranger = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, Cifar10.TrainPattern)
                .FirstOrDefault(path => !files.Contains(Path.GetFileName(path)))
            : null;
        if (stranger is not null)
        {
            throw new IOException($"{stranger} belongs to another data set: write to an empty folder");
        }
    }

    // The test images of an older set would be read as this one's.
    private static void RefuseOldTest(string folder, LabeledImages test)
    {
        string path = Path.Combine(folder, Cifar10.TestFile);
        if (test.Count == 0 && File.Exists(path)) { throw new IOException($"{path} belongs to another data set: write to an empty folder"); }
    }

    private static void Write(string path, LabeledImages images, int start, int end) =>
        AtomicFile.Write(path, stream =>
        {
            for (int i = start; i < end; i++)
            {
                stream.WriteByte((byte)images.Labels[i]);
                stream.Write(images.Image(i));
            }
        });
}
