using System.Runtime.InteropServices;
using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Serialization;

/// <summary>Reads what <c>torch.save</c> wrote of plain values, as data: nothing in the file is run.</summary>
public static class SavedValues
{
    private const int MostPickle = 512 << 20;
    private const long MostNumbers = 1 << 24;

    /// <summary>Reads the one value of a file.</summary>
    /// <param name="path">A file of <c>torch.save(value, path)</c>, zip format (PyTorch 1.6 and newer).</param>
    /// <returns>Null, bool, long, double, string; an <c>IReadOnlyList&lt;object?&gt;</c> of these, which whole numbers of a one-dimensional tensor (int64, at most 16,777,216) become too;
    /// an <c>IReadOnlyDictionary&lt;object, object?&gt;</c>; or <see cref="NumpyValues"/>. What is none of these is null.</returns>
    /// <exception cref="ModelFormatException">It is no such file, is damaged, or names what is not data.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static object? Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using ArchiveEntries entries = ArchiveEntries.Open(path);
            entries.RequireLittleEndian();
            byte[] pickle = entries.Read("data.pkl", MostPickle)!;
            return Plain(PickleReader.Read(new PickleInput(pickle, path, "entry data.pkl, ", isShown: false), new SavedValuesDialect(pickle.Length)), entries, new Known());
        }
        catch (Exception failure) when (failure is InvalidDataException or OverflowException) { throw new ModelFormatException($"{path}: no archive of torch.save: {failure.Message}", failure); }
    }

    // What stands in several places is made once: a graph of n shared lists has up to 2^n ways through it.
    private static object? Plain(object? value, ArchiveEntries entries, Known known)
    {
        if (value is not Pickled pickled) { return value; }
        if (!known.Values.TryGetValue(pickled, out object? plain)) { known.Values[pickled] = plain = Made(pickled, entries, known); }
        return plain;
    }

    private static object? Made(Pickled value, ArchiveEntries entries, Known known) => value switch
    {
        PickledList list => list.Items.ConvertAll(item => Plain(item, entries, known)),
        PickledTuple tuple => Array.ConvertAll(tuple.Items, item => Plain(item, entries, known)).ToList(),
        PickledDictionary dictionary => Dictionary(dictionary, entries, known),
        PickledArray array => new NumpyValues(array.Type, array.Shape, array.Bytes),
        PickledTensor { Storage: { Type: "Long", Length: <= MostNumbers } storage, Offset: 0, Shape: [var count], Stride: [1] } when count == storage.Length => Numbers(storage, entries, known),
        _ => null,
    };

    private static Dictionary<object, object?> Dictionary(PickledDictionary saved, ArchiveEntries entries, Known known)
    {
        Dictionary<object, object?> values = [];
        foreach ((object? key, object? value) in saved.Items)
        {
            if (key is long or string) { values[key] = Plain(value, entries, known); }
        }
        return values;
    }

    private static List<object?> Numbers(PickledStorage storage, ArchiveEntries entries, Known known)
    {
        string record = $"data/{storage.Key}";
        if (known.Records.TryGetValue(record, out List<object?>? read)) { return read; }
        if (entries.Length(record) is var length && (length ?? 0) != storage.Bytes) { throw new InvalidDataException($"entry {record}: {length ?? 0} bytes for {storage.Length} numbers"); }
        long[] numbers = new long[storage.Length];
        if (numbers.Length > 0) { entries.Fill(record, MemoryMarshal.AsBytes(numbers.AsSpan())); }
        List<object?> made = [.. numbers];
        known.Records[record] = made;
        return made;
    }

    // Many tensors may name one record.
    private sealed class Known
    {
        internal Dictionary<object, object?> Values { get; } = new(ReferenceEqualityComparer.Instance);

        internal Dictionary<string, List<object?>> Records { get; } = [];
    }
}
