using System.Text.Json;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Imaging;
using DeepDefense.Torch.Serialization;
using Parquet;
using Parquet.Schema;

namespace DeepDefense.Datasets;

/// <summary>Writes data sets as Parquet, as Hugging Face has it: a struct of bytes (PNG) and path, and a label whose names the file notes.</summary>
public static class ParquetSet
{
    private const int GroupRows = 1000;
    private const long GroupBytes = 64L << 20;

    /// <summary>Writes <c>train-00000-of-00001.parquet</c> and, where there are test images, <c>test-00000-of-00001.parquet</c>, replacing files of those names. Read again, the
    /// set is the same, in the same order.</summary>
    /// <param name="folder">Where to; made if missing.</param>
    /// <param name="dataset">The images.</param>
    /// <param name="cancellation">Stops between row groups.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Save(string folder, Dataset dataset, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(dataset);
        Write(Path.Combine(folder, FileOf(ImageFolderLayout.Train)), dataset.Train, cancellation);
        if (dataset.Test.Count > 0) { Write(Path.Combine(folder, FileOf(ImageFolderLayout.Test)), dataset.Test, cancellation); }
    }

    private static string FileOf(string part) => $"{part}-00000-of-00001{ParquetLayout.Ending}";

    private static void Write(string path, LabeledImages images, CancellationToken cancellation) =>
        AtomicFile.Write(path, stream => Task.Run(() => WriteAsync(stream, images, cancellation), cancellation).GetAwaiter().GetResult());

    private static async Task WriteAsync(Stream stream, LabeledImages images, CancellationToken cancellation)
    {
        DataField bytes = new("bytes", typeof(byte[]), isNullable: true), path = new("path", typeof(string), isNullable: true), label = new("label", typeof(long), isNullable: true);
        // PNG packs; to pack twice gains nothing.
        ParquetOptions options = new() { CompressionMethod = CompressionMethod.None };
        ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(new StructField("image", bytes, path), label), stream, options, cancellationToken: cancellation).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = Note(images.ClassNames) };
            for (int start = 0; start < images.Count;)
            {
                cancellation.ThrowIfCancellationRequested();
                int rows = (int)Math.Min(Math.Min(GroupRows, images.Count - start), Math.Max(GroupBytes / images.ImageSize, 1)), first = start;
                byte[][] files = new byte[rows][];
                OrderedParallel.For(rows, i => files[i] = Codec.EncodePng(images.ToImage(first + i)), cancellation);
                string[] paths = [.. Enumerable.Range(start, rows).Select(images.SourceOf)];
                long[] labels = [.. Enumerable.Range(start, rows).Select(i => (long)images.Labels[i])];
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                await group.WriteAsync(bytes, files, null).ConfigureAwait(false);
                await group.WriteAsync(path, paths, null).ConfigureAwait(false);
                await group.WriteAsync<long>(label, Array.ConvertAll(labels, value => (long?)value), null, null, cancellation).ConfigureAwait(false);
                start += rows;
            }
        }
    }

    private static string Note(IReadOnlyList<string> names) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["info"] = new Dictionary<string, object>
        {
            ["features"] = new Dictionary<string, object>
            {
                ["image"] = new Dictionary<string, object> { ["_type"] = "Image" },
                ["label"] = new Dictionary<string, object> { ["names"] = names, ["_type"] = "ClassLabel" },
            },
        },
    });
}
