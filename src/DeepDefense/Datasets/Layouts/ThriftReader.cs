using System.Buffers.Binary;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Thrift's compact protocol, as Parquet's headers are written in it: read as trees, and refused where a field has another type than it
/// must have or more is claimed than there is, before a library takes memory for it or waits for bytes that never come.</summary>
/// <remarks>Source: Apache Thrift, <c>doc/specs/thrift-compact-protocol.md</c>.</remarks>
/// <param name="bytes">What is read, from its beginning.</param>
/// <param name="shapes">The fields of each struct: number, and type as one of b (bool), y (byte), h, i, l (16, 32, 64 bits), d (double), s (bytes), the name of a
/// struct, or [ and one of these for a list. Fields that are not in it may be anything.</param>
internal sealed class ThriftReader(ReadOnlyMemory<byte> bytes, IReadOnlyDictionary<string, IReadOnlyDictionary<int, string>> shapes)
{
    private const int MostValues = 2_000_000, Deepest = 16;
    private const string Anything = "?";
    private int _values;

    /// <summary>How many bytes were read.</summary>
    internal int Position { get; private set; }

    /// <summary>Reads a struct.</summary>
    /// <param name="shape">Its name.</param>
    /// <returns>Its fields: bool, long, double, <see cref="ReadOnlyMemory{T}"/> of bytes, <see cref="List{T}"/> of these, or a struct.</returns>
    /// <exception cref="InvalidDataException">It is none, or cut short.</exception>
    internal IReadOnlyDictionary<int, object> Struct(string shape) => Struct(shape, depth: 0);

    private Dictionary<int, object> Struct(string shape, int depth)
    {
        IReadOnlyDictionary<int, string>? known = shapes.GetValueOrDefault(shape);
        Dictionary<int, object> fields = [];
        for (int id = 0; Byte() is var head and not 0;)
        {
            id = head >> 4 == 0 ? checked((int)ZigZag()) : id + (head >> 4);
            string expected = known?.GetValueOrDefault(id) ?? Anything;
            object value = (head & 15) is 1 or 2 && expected is "b" or Anything ? (head & 15) == 1 : Value(head & 15, expected, depth);
            if (!fields.TryAdd(id, value)) { throw new InvalidDataException($"field {id} of {shape} twice"); }
        }
        return fields;
    }

    private object Value(int type, string expected, int depth)
    {
        if (depth > Deepest) { throw new InvalidDataException($"values more than {Deepest} deep"); }
        if (++_values > MostValues) { throw new InvalidDataException($"more than {MostValues} values"); }
        bool fits = expected == Anything || type switch
        {
            1 or 2 => expected == "b",
            3 => expected == "y",
            4 => expected == "h",
            5 => expected == "i",
            6 => expected == "l",
            7 => expected == "d",
            8 => expected == "s",
            9 => expected[0] == '[',
            12 => char.IsUpper(expected[0]),
            _ => false,
        };
        if (!fits) { throw new InvalidDataException($"a value of type {type} where another belongs"); }
        return type switch
        {
            1 or 2 => Byte() == 1,
            3 => (long)(sbyte)Byte(),
            4 or 5 or 6 => ZigZag(),
            7 => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)).Span),
            8 => Take(Length()),
            9 or 10 => Items(expected == Anything ? Anything : expected[1..], depth),
            11 => Map(depth),
            12 => Struct(expected, depth + 1),
            _ => throw new InvalidDataException($"a value of the unknown type {type}"),
        };
    }

    private List<object> Items(string expected, int depth)
    {
        byte head = Byte();
        int count = head >> 4 == 15 ? Length() : head >> 4;
        RequireThere(count);
        List<object> items = [];
        for (int i = 0; i < count; i++) { items.Add(Value(head & 15, expected, depth + 1)); }
        return items;
    }

    private List<object> Map(int depth)
    {
        int count = Length();
        RequireThere(count);
        List<object> items = [];
        int types = count == 0 ? 0 : Byte();
        for (int i = 0; i < count; i++)
        {
            items.Add(Value(types >> 4, Anything, depth + 1));
            items.Add(Value(types & 15, Anything, depth + 1));
        }
        return items;
    }

    private long ZigZag()
    {
        ulong number = Variable();
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private int Length() => Variable() is var length && length <= int.MaxValue ? (int)length : throw new InvalidDataException($"a length of {length}");

    private ulong Variable()
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Byte();
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) { return number; }
        }
        throw new InvalidDataException("a number of more than 64 bits");
    }

    private byte Byte() => Take(1).Span[0];

    private ReadOnlyMemory<byte> Take(int count)
    {
        RequireThere(count);
        Position += count;
        return bytes.Slice(Position - count, count);
    }

    // Whatever is counted takes a byte at least.
    private void RequireThere(int count)
    {
        if (count > bytes.Length - Position) { throw new InvalidDataException($"{count} bytes or values where {bytes.Length - Position} bytes are left"); }
    }
}
