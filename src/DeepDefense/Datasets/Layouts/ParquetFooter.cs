using System.Buffers.Binary;
using System.Text;
using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>What a Parquet file says of itself at its end, checked before anything believes it.</summary>
/// <param name="Groups">The row groups, in order.</param>
/// <param name="Notes">The key-value metadata.</param>
internal sealed record ParquetFooter(IReadOnlyList<ParquetGroup> Groups, IReadOnlyDictionary<string, string> Notes)
{
    private const int MostFooter = 1 << 26, EndLength = 8, MostGroups = 1 << 16, DeepestColumn = 32;

    // Rows of a file, beyond those that take a bit at least: others hold no images.
    private const long FreeRows = 1 << 16;
    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    /// <summary>Rows in all.</summary>
    internal int Rows => Groups.Sum(group => group.Rows);

    /// <summary>Reads the end of a file.</summary>
    /// <exception cref="DatasetException">It is no Parquet file, damaged, or claims what cannot be.</exception>
    internal static ParquetFooter Read(string path)
    {
        if (LinkTarget.Of(path) is not { Exists: true, Length: > EndLength + 4 }) { throw new DatasetException(path, null, "too few bytes for Parquet, or no file", "a Parquet file"); }
        using FileStream file = File.OpenRead(path);
        byte[] end = new byte[EndLength];
        file.Position = file.Length - EndLength;
        file.ReadExactly(end);
        if (!end.AsSpan(4).SequenceEqual(Magic)) { throw new DatasetException(path, "its last 4 bytes", Excerpt.Of(end.AsSpan(4)), "PAR1: is the file whole, and not encrypted?"); }
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (length > MostFooter || length > file.Length - EndLength - 4) { throw new DatasetException(path, "the end", $"a footer of {length} bytes", $"at most {Math.Min(MostFooter, file.Length - EndLength - 4)}"); }
        byte[] footer = new byte[length];
        file.Position = file.Length - EndLength - length;
        file.ReadExactly(footer);
        try { return Of(new ThriftReader(footer, ParquetShapes.All).Struct("FileMetaData"), file.Length - EndLength - length); }
        catch (Exception failure) when (failure is InvalidDataException or InvalidCastException or KeyNotFoundException or OverflowException)
        {
            throw new DatasetException(path, "the footer", failure.Message, "the metadata of a Parquet file");
        }
    }

    private static ParquetFooter Of(IReadOnlyDictionary<int, object> footer, long end)
    {
        ParquetGroup[] groups = [.. List(footer, 4).Select(group => Group(group, end))];
        if (groups.Length > MostGroups) { throw new InvalidDataException($"{groups.Length} row groups, more than {MostGroups}"); }
        Bound(List(footer, 2));
        long rows = groups.Sum(group => (long)group.Rows), bytes = groups.Sum(group => group.Chunks.Sum(chunk => chunk.Length));
        if (bytes > end) { throw new InvalidDataException($"columns of {bytes} bytes in all before byte {end}: they lie one over the other"); }
        if (rows > FreeRows + (8 * bytes)) { throw new InvalidDataException($"{rows} rows in {bytes} bytes"); }
        if (rows != (long)footer[3] || rows > int.MaxValue) { throw new InvalidDataException($"{footer[3]} rows in all and {rows} in its row groups"); }
        Dictionary<string, string> notes = new(StringComparer.Ordinal);
        foreach (IReadOnlyDictionary<int, object> note in List(footer, 5)) { notes[Text(note[1])] = note.TryGetValue(2, out object? value) ? Text(value) : ""; }
        return new ParquetFooter(groups, notes);
    }

    private static ParquetGroup Group(IReadOnlyDictionary<int, object> group, long end)
    {
        ParquetChunk[] chunks = [.. List(group, 1).Select(chunk => Chunk(chunk, end))];
        long rows = (long)group[3];
        return rows is >= 0 and <= int.MaxValue ? new ParquetGroup((int)rows, chunks) : throw new InvalidDataException($"a row group of {rows} rows");
    }

    // The columns stand as a tree, each with the number of those inside it, which the library goes down as deep as it is.
    private static void Bound(IEnumerable<IReadOnlyDictionary<int, object>> columns)
    {
        Stack<long> open = new();
        foreach (IReadOnlyDictionary<int, object> column in columns)
        {
            while (open.TryPeek(out long left) && left == 0) { open.Pop(); }
            if (open.TryPop(out long more)) { open.Push(more - 1); }
            open.Push(column.TryGetValue(5, out object? inside) ? (long)inside : 0);
            if (open.Count > DeepestColumn) { throw new InvalidDataException($"columns more than {DeepestColumn} deep"); }
        }
    }

    private static ParquetChunk Chunk(IReadOnlyDictionary<int, object> chunk, long end)
    {
        if (chunk.ContainsKey(1)) { throw new InvalidDataException("a column in another file"); }
        IReadOnlyDictionary<int, object> data = (IReadOnlyDictionary<int, object>)chunk[3];
        long start = (long)data[9];
        if (data.TryGetValue(11, out object? dictionary) && (long)dictionary is > 0 and long before && before < start) { start = before; }
        long length = (long)data[7];
        string name = string.Join('/', ((List<object>)data[3]).Select(Text));
        if (start < 4 || length < 0 || start > end || length > end - start) { throw new InvalidDataException($"the column {name} at byte {start}, {length} bytes long"); }
        bool allNull = data.TryGetValue(12, out object? statistics) && ((IReadOnlyDictionary<int, object>)statistics).TryGetValue(3, out object? nulls) && (long)nulls == (long)data[5];
        return new ParquetChunk(name, (long)data[5], start, length, allNull);
    }

    private static IEnumerable<IReadOnlyDictionary<int, object>> List(IReadOnlyDictionary<int, object> fields, int id) =>
        fields.TryGetValue(id, out object? list) ? ((List<object>)list).Cast<IReadOnlyDictionary<int, object>>() : [];

    private static string Text(object value) => Encoding.UTF8.GetString(((ReadOnlyMemory<byte>)value).Span);
}

/// <summary>Rows that are stored together.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Chunks">Their columns.</param>
internal sealed record ParquetGroup(int Rows, IReadOnlyList<ParquetChunk> Chunks);

/// <summary>A column of a row group.</summary>
/// <param name="Name">The path of the column, with <c>/</c>.</param>
/// <param name="Values">Values and nulls.</param>
/// <param name="Start">Its first byte in the file.</param>
/// <param name="Length">Bytes in the file.</param>
/// <param name="IsAllNull">Whether it says that it holds nulls only.</param>
internal sealed record ParquetChunk(string Name, long Values, long Start, long Length, bool IsAllNull);
