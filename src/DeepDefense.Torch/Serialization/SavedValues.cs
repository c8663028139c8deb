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
            return Plain(PickleReader.Read(new PickleInput(entries.Read("data.pkl", MostPickle)!, path, "entry data.pkl, ", isShown: false), SavedValuesDialect.Instance), entries);
        }
        catch (Exception failure) when (failure is InvalidDataException or OverflowException) { throw new ModelFormatException($"{path}: no archive of torch.save: {failure.Message}", failure); }
    }

    private static object? Plain(object? value, ArchiveEntries entries) => value switch
    {
        PickledList list => list.Items.ConvertAll(item => Plain(item, entries)),
        PickledTuple tuple => Array.ConvertAll(tuple.Items, item => Plain(item, entries)).ToList(),
        PickledDictionary dictionary => Dictionary(dictionary, entries),
        PickledArray array => new NumpyValues(array.Type, array.Shape, array.Bytes),
        PickledTensor { Storage: { Type: "Long", Length: <= MostNumbers } storage, Offset: 0, Shape: [var count], Stride: [1] } when count == storage.Length => Numbers(storage, entries),
        Pickled => null,
        _ => value,
    };

    private static Dictionary<object, object?> Dictionary(PickledDictionary saved, ArchiveEntries entries)
    {
        Dictionary<object, object?> values = [];
        foreach ((object? key, object? value) in saved.Items)
        {
            if (key is long or string) { values[key] = Plain(value, entries); }
        }
        return values;
    }

    private static List<object?> Numbers(PickledStorage storage, ArchiveEntries entries)
    {
        string record = $"data/{storage.Key}";
        if (entries.Length(record) is var length && (length ?? 0) != storage.Bytes) { throw new InvalidDataException($"entry {record}: {length ?? 0} bytes for {storage.Length} numbers"); }
        long[] numbers = new long[storage.Length];
        if (numbers.Length > 0) { entries.Fill(record, MemoryMarshal.AsBytes(numbers.AsSpan())); }
        return [.. numbers];
    }
}
