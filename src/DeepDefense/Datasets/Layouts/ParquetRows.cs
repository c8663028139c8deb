using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>The images of a Parquet file: files as bytes in a column. One row group is in memory at a time.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="table">It.</param>
/// <param name="column">The path of the column.</param>
internal sealed class ParquetRows(string path, ParquetTable table, string column) : RecordStore
{
    private int[]? _starts;
    private ReadOnlyMemory<byte>?[] _images = [];
    private int _group = -1;
    private DatasetException? _damage;

    internal override string Key => $"column {column}";

    internal override string PositionOf(int record) => $"row {record}";

    internal override byte[] Fetch(int record)
    {
        _starts ??= Starts();
        int found = Array.BinarySearch(_starts, record);
        int group = found >= 0 ? Array.FindLastIndex(_starts, start => start == record) : ~found - 1;
        if (group != _group) { Load(group); }
        if (_damage is not null) { throw new ImageFormatException(path, null, _damage.Reason, "a whole file: row by row it cannot be read"); }
        return _images[record - _starts[group]] is { } image
            ? image.ToArray()
            : throw new ImageFormatException($"{path}, {PositionOf(record)}", null, "no image (null)", $"the bytes of one in {column}");
    }

    private void Load(int group)
    {
        (_group, _images, _damage) = (group, [], null);
        try { _images = table.Read<ReadOnlyMemory<byte>>(group, column); }
        catch (DatasetException damage) { _damage = damage; }
    }

    private int[] Starts()
    {
        int[] starts = new int[table.Footer.Groups.Count];
        for (int i = 1; i < starts.Length; i++) { starts[i] = starts[i - 1] + table.Footer.Groups[i - 1].Rows; }
        return starts;
    }
}
