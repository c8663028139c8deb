using DeepDefense.Imaging;
using static DeepDefense.Datasets.Layouts.CifarFormat;

namespace DeepDefense.Datasets.Layouts;

/// <summary>The records of several CIFAR files, one after the other.</summary>
/// <param name="format">Their layout.</param>
/// <param name="capacity">How many records there may be.</param>
/// <param name="classCount">Labels are below it.</param>
/// <param name="skipped">Takes what is bad; null: what is bad is an error.</param>
internal sealed class CifarRecords(CifarFormat format, int capacity, int classCount, List<SkippedFile>? skipped)
{
    private readonly byte[] _pixels = new byte[capacity * ImageSize];
    private readonly int[] _labels = new int[capacity];
    private readonly string[] _sources = new string[capacity];

    /// <summary>Records so far.</summary>
    internal int Count { get; private set; }

    /// <summary>Adds the records of a file.</summary>
    /// <exception cref="DatasetException">The file ends within a record, or a label is out of range.</exception>
    internal void Append(string path)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] buffer = new byte[format.RecordSize];
        for (long record = 0; ; record++)
        {
            int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length == 0)
            {
                return;
            }
            if (length < buffer.Length)
            {
                Refuse(new DatasetException(path, PositionOf(record),
                    $"the end of the file after {length} bytes, {stream.Length} in all",
                    $"{buffer.Length} bytes a record: a multiple of {buffer.Length}"));
                return;
            }
            byte label = buffer[format.LabelBytes - 1];
            if (label >= classCount)
            {
                Refuse(new DatasetException(path, PositionOf(record), $"the label {label}",
                    $"a label of 0 to {classCount - 1}"));
                continue;
            }
            Add(buffer, $"{Path.GetFileName(path)}:{record}");
        }
    }

    /// <summary>The records as images.</summary>
    /// <param name="names">One name a class.</param>
    /// <param name="side">H and W to which they are resized where they have others, in pixels.</param>
    /// <param name="cancellation">Stops the resizing.</param>
    internal LabeledImages ToLabeledImages(IReadOnlyList<string> names, int side, CancellationToken cancellation)
    {
        bool isFull = Count == capacity;
        (int[] labels, string[] sources) = isFull ? (_labels, _sources) : (_labels[..Count], _sources[..Count]);
        return side == Side
            ? new LabeledImages(isFull ? _pixels : _pixels[..(Count * ImageSize)], labels, Side, Side, names, sources)
            : new LabeledImages(Resized(side, cancellation), labels, side, side, names, sources);
    }

    // Each in an array of its own: all may be more than one holds.
    private ReadOnlyMemory<byte>[] Resized(int side, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte>[] images = new ReadOnlyMemory<byte>[Count];
        OrderedParallel.For(Count, i => images[i] = ImageResizer.Resize(
            new RgbImage(Side, Side, _pixels[(i * ImageSize)..((i + 1) * ImageSize)]), side, side).Pixels.ToArray(), cancellation);
        return images;
    }

    private void Add(ReadOnlySpan<byte> record, string source)
    {
        _labels[Count] = record[format.LabelBytes - 1];
        record[format.LabelBytes..].CopyTo(_pixels.AsSpan(Count * ImageSize, ImageSize));
        _sources[Count] = source;
        Count++;
    }

    private void Refuse(DatasetException bad)
    {
        if (skipped is null)
        {
            throw bad;
        }
        skipped.Add(new SkippedFile(bad.Path, bad.Reason));
    }

    private string PositionOf(long record) => $"record {record}, at byte {record * format.RecordSize}";
}
