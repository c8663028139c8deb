namespace DeepDefense.Datasets.Layouts;

/// <summary>Walks the pages of a column before they are unpacked: none may claim more than its bytes justify.</summary>
internal static class ParquetPages
{
    private const int MostHeader = 1 << 16, MostRatio = 200;
    private const long SmallPage = 1 << 20, FreeChunk = 1L << 26, MostChunk = 1L << 30;
    private const int DataPage = 0, DictionaryPage = 2, DataPageV2 = 3;

    /// <summary>Looks at the headers of all pages of a column of one row group.</summary>
    /// <exception cref="InvalidDataException">A header is none, a page is cut short or too large, or there are more or fewer values than rows.</exception>
    internal static void Check(Stream file, ParquetChunk chunk, int rows)
    {
        if (chunk.Values != rows) { throw new InvalidDataException($"{chunk.Values} values in {rows} rows"); }
        long at = chunk.Start, end = chunk.Start + chunk.Length, unpacked = 0, values = 0;
        byte[] buffer = new byte[MostHeader];
        while (at < end && values < rows)
        {
            file.Position = at;
            int read = file.ReadAtLeast(buffer, (int)Math.Min(buffer.Length, end - at), throwOnEndOfStream: false);
            ThriftReader reader = new(buffer.AsMemory(0, (int)Math.Min(read, end - at)), ParquetShapes.All);
            IReadOnlyDictionary<int, object> header = reader.Struct("PageHeader");
            (long large, long small) = ((long)header[2], (long)header[3]);
            at += reader.Position;
            if (small < 0 || large < 0 || small > end - at) { throw new InvalidDataException($"a page of {small} bytes at byte {at}, where {end - at} are left"); }
            if (large > SmallPage && large / MostRatio > small) { throw new InvalidDataException($"a page of {small} bytes that unpacks to {large}, more than {MostRatio} times as many"); }
            unpacked += large;
            at += small;
            if (unpacked > MostChunk || unpacked > FreeChunk + (MostRatio * chunk.Length)) { throw new InvalidDataException($"{chunk.Length} bytes that unpack to {unpacked} or more; at most {MostChunk} in a row group, {MostRatio} times as many"); }
            long more = ValuesOf(header, large);
            values += more;
            if (more < 0 || values > rows) { throw new InvalidDataException($"{values} values in {rows} rows"); }
        }
        if (values != rows) { throw new InvalidDataException($"{values} values in {rows} rows"); }
    }

    private static long ValuesOf(IReadOnlyDictionary<int, object> header, long bytes) => (long)header[1] switch
    {
        DataPage => (long)((IReadOnlyDictionary<int, object>)header[5])[1],
        DataPageV2 => (long)((IReadOnlyDictionary<int, object>)header[8])[1],
        DictionaryPage when (long)((IReadOnlyDictionary<int, object>)header[7])[1] is >= 0 and long entries && entries <= 8 * bytes => 0,
        1 => 0,
        long other => throw new InvalidDataException($"a page of the kind {other}, or a dictionary of more entries than it has bytes"),
    };
}
