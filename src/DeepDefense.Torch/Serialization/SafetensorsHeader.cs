using System.Buffers.Binary;
using System.Text.Json;

namespace DeepDefense.Torch.Serialization;

/// <summary>Where one tensor lies in the part of the file after the header.</summary>
internal sealed record SafetensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

/// <summary>The header of a safetensors file, hostile until it is parsed.</summary>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    private const string MetadataKey = "__metadata__";
    private const long MaximumLength = 100_000_000; // the reference implementation's limit
    private const int MaximumDimensions = 8;

    private static readonly Dictionary<string, ScalarType> Types = new()
    {
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I32"] = ScalarType.Int32,
        ["F32"] = ScalarType.Float32,
        ["I64"] = ScalarType.Int64,
        ["F64"] = ScalarType.Float64,
    };

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads and checks the header; the stream is then at the first element.</summary>
    internal static SafetensorsHeader Read(FileStream stream, string path)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        if (stream.Length < prefix.Length)
        {
            throw new ModelFormatException(path, "byte 0", $"a file of {stream.Length} bytes", "at least the 8 bytes of the header's length");
        }
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        long room = stream.Length - prefix.Length;
        if (length > (ulong)Math.Min(room, MaximumLength))
        {
            throw new ModelFormatException(path, "byte 0", $"a header length of {length}",
                $"at most {Math.Min(room, MaximumLength)} in a safetensors file of {stream.Length} bytes");
        }
        byte[] json = new byte[length];
        stream.ReadExactly(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            return Parse(document.RootElement, path, room - json.Length);
        }
        catch (JsonException e)
        {
            throw new ModelFormatException($"{path}: byte 8: the header is not the JSON of a safetensors file: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new ModelFormatException(path, "header", e.Message, "dtype, shape and data_offsets for each tensor");
        }
    }

    /// <summary>The bytes of a header, padded with spaces so that the elements start at a multiple of 8.</summary>
    internal static byte[] Write((string Name, Tensor Tensor)[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(MetadataKey);
            foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WriteString(key, value);
            }
            writer.WriteEndObject();
            long offset = 0;
            foreach ((string name, Tensor tensor) in tensors) { offset = WriteEntry(writer, name, tensor, offset); }
            writer.WriteEndObject();
        }
        while (buffer.Length % 8 != 0) { buffer.WriteByte((byte)' '); }
        return buffer.ToArray();
    }

    private static long WriteEntry(Utf8JsonWriter writer, string name, Tensor tensor, long offset)
    {
        long end = checked(offset + tensor.numel() * tensor.element_size());
        writer.WriteStartObject(name);
        writer.WriteString("dtype", Types.First(pair => pair.Value == tensor.dtype).Key);
        writer.WriteStartArray("shape");
        foreach (long size in tensor.shape) { writer.WriteNumberValue(size); }
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(offset);
        writer.WriteNumberValue(end);
        writer.WriteEndArray();
        writer.WriteEndObject();
        return end;
    }

    private static SafetensorsHeader Parse(JsonElement root, string path, long room)
    {
        Dictionary<string, string> metadata = [];
        List<SafetensorsEntry> entries = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                foreach (JsonProperty pair in property.Value.EnumerateObject()) { metadata[pair.Name] = pair.Value.GetString() ?? ""; }
                continue;
            }
            entries.Add(ParseEntry(property, path));
        }
        entries.Sort((left, right) => (left.Begin, left.End).CompareTo((right.Begin, right.End)));
        long next = 0;
        foreach (SafetensorsEntry entry in entries)
        {
            if (entry.Begin != next || entry.End > room)
            {
                throw new ModelFormatException(path, $"tensor '{entry.Name}'", $"data_offsets [{entry.Begin}, {entry.End}]",
                    $"a range that starts at {next}, where the one before ends, and stays within {room} bytes of data");
            }
            next = entry.End;
        }
        return next == room
            ? new SafetensorsHeader(entries, metadata)
            : throw new ModelFormatException(path, "end of the tensors", $"{room - next} bytes that belong to none", "none");
    }

    private static SafetensorsEntry ParseEntry(JsonProperty property, string path)
    {
        string place = $"tensor '{property.Name}'";
        string dtype = property.Value.GetProperty("dtype").GetString() ?? "";
        if (!Types.TryGetValue(dtype, out ScalarType type))
        {
            throw new ModelFormatException(path, place, $"dtype '{dtype}'", $"one of {string.Join(", ", Types.Keys)}");
        }
        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long[] range = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (range is not [long begin, long end] || begin < 0 || end < begin)
        {
            throw new ModelFormatException(path, place, $"data_offsets [{string.Join(", ", range)}]", "a begin and an end, in order");
        }
        if (shape.Length > MaximumDimensions || ByteCount(shape, type) != (UInt128)(end - begin) || end - begin > Array.MaxLength)
        {
            throw new ModelFormatException(path, place, $"{end - begin} bytes for shape [{string.Join(", ", shape)}] of {dtype}",
                $"as many bytes as the shape takes, at most {Array.MaxLength} and {MaximumDimensions} dimensions");
        }
        return new SafetensorsEntry(property.Name, type, shape, begin, end);
    }

    // Saturates instead of wrapping: a product that wraps could match a small range.
    private static UInt128 ByteCount(long[] shape, ScalarType type)
    {
        UInt128 bytes = (UInt128)type.ElementSize();
        foreach (long size in shape)
        {
            if (size < 0 || bytes > (UInt128)long.MaxValue) { return UInt128.MaxValue; }
            bytes *= (UInt128)Math.Max(size, 1);
        }
        return bytes > (UInt128)long.MaxValue ? UInt128.MaxValue : shape.Contains(0) ? 0 : bytes;
    }
}
