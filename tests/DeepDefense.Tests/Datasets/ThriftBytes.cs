namespace DeepDefense.Tests.Datasets;

/// <summary>Writes Thrift's compact protocol, and Parquet files of a footer, for files that no library would write.</summary>
internal static class ThriftBytes
{
    internal const byte Int = 5, Long = 6, Binary = 8, List = 9, Struct = 12;

    /// <summary>A struct of fields in ascending order.</summary>
    public static byte[] StructOf(params (int Id, byte Type, byte[] Value)[] fields)
    {
        List<byte> bytes = [];
        int last = 0;
        foreach ((int id, byte type, byte[] value) in fields)
        {
            bytes.AddRange([(byte)(((id - last) << 4) | type), .. value]);
            last = id;
        }
        return [.. bytes, 0];
    }

    public static byte[] ListOf(byte type, params byte[][] items) => [(byte)(0xF0 | type), .. Variable((ulong)items.Length), .. items.SelectMany(item => item)];

    public static byte[] Number(long value) => Variable((ulong)((value << 1) ^ (value >> 63)));

    public static byte[] Text(string text) => [.. Variable((ulong)text.Length), .. text.Select(character => (byte)character)];

    /// <summary>A Parquet file without pages.</summary>
    /// <param name="footer">Its footer.</param>
    /// <param name="pages">How many bytes stand where pages would.</param>
    public static byte[] ParquetOf(byte[] footer, int pages = 0) => [.. "PAR1"u8, .. new byte[pages], .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8];

    /// <summary>A footer of one column of whole numbers.</summary>
    /// <param name="groups">Rows of each row group, and the bytes of its column, which begin at byte 4.</param>
    public static byte[] Footer(params (long Rows, long Bytes)[] groups) => StructOf(
        (1, Int, Number(1)),
        (2, List, ListOf(Struct, Column("schema", inside: 1), Column("label"))),
        (3, Long, Number(groups.Sum(group => group.Rows))),
        (4, List, ListOf(Struct, [.. groups.Select(group => Group(group.Rows, group.Bytes))])));

    /// <summary>A column of the schema: of whole numbers, or with others inside.</summary>
    public static byte[] Column(string name, int inside = 0) => inside == 0
        ? StructOf((1, Int, Number(2)), (3, Int, Number(0)), (4, Binary, Text(name)))
        : StructOf((3, Int, Number(0)), (4, Binary, Text(name)), (5, Int, Number(inside)));

    private static byte[] Group(long rows, long bytes) => StructOf(
        (1, List, ListOf(Struct, StructOf((2, Long, Number(4)), (3, Struct, StructOf((1, Int, Number(2)), (2, List, ListOf(Int, Number(0))), (3, List, ListOf(Binary, Text("label"))), (4, Int, Number(0)),
            (5, Long, Number(rows)), (6, Long, Number(bytes)), (7, Long, Number(bytes)), (9, Long, Number(4))))))),
        (2, Long, Number(bytes)),
        (3, Long, Number(rows)));

    private static byte[] Variable(ulong value)
    {
        List<byte> bytes = [];
        for (; value > 0x7F; value >>= 7) { bytes.Add((byte)(0x80 | (value & 0x7F))); }
        return [.. bytes, (byte)value];
    }
}
