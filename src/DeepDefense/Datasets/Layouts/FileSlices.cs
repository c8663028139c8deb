using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Image files that lie whole in another file, such as a tar.</summary>
/// <param name="path">The file.</param>
internal sealed class FileSlices(string path) : RecordStore
{
    private readonly List<(string Name, long Offset, long Length)> _slices = [];

    internal override string Key => "members";

    /// <summary>Adds one.</summary>
    /// <returns>Its number.</returns>
    internal int Add(string name, long offset, long length)
    {
        _slices.Add((name, offset, length));
        return _slices.Count - 1;
    }

    internal override string PositionOf(int record) => $"member {_slices[record].Name}";

    internal override byte[] Fetch(int record)
    {
        (_, long offset, long length) = _slices[record];
        if (length > ImageLimits.FileBytes) { throw new ImageFormatException($"{path}, {PositionOf(record)}", null, $"{length} bytes", $"an image file of at most {ImageLimits.FileBytes} bytes"); }
        byte[] bytes = new byte[length];
        using FileStream file = File.OpenRead(path);
        file.Position = offset;
        try { file.ReadExactly(bytes); }
        catch (EndOfStreamException) { throw new ImageFormatException($"{path}, {PositionOf(record)}", null, "the end of the file", $"{length} bytes"); }
        return bytes;
    }
}
