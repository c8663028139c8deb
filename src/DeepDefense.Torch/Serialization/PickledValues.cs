using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Serialization;

/// <summary>Reads Python's pickles of plain values and NumPy's arrays, such as CIFAR's batches, without running anything in them.</summary>
public static class PickledValues
{
    private const long MostBytes = 1L << 30;

    /// <summary>Reads a dictionary of texts to values.</summary>
    /// <param name="path">A pickle of protocol 2, at most 1 GiB.</param>
    /// <returns>Each value: null, bool, long, double, string, a list of these, or <see cref="NumpyValues"/>.</returns>
    /// <exception cref="ModelFormatException">It is no such pickle: another protocol, functions that are called, objects.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, object?> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long length = new FileInfo(RealPath.Of(path)).Length;
        if (length is 0 or > MostBytes) { throw new ModelFormatException(path, "the file", $"{length} bytes", $"a pickle of at most {MostBytes}"); }
        object? value = PickleReader.Read(new PickleInput(File.ReadAllBytes(path), path, "", isShown: false), ArrayDialect.Instance);
        if (value is not PickledDictionary dictionary) { throw new ModelFormatException(path, "the pickle", "no dictionary", "one"); }
        Dictionary<string, object?> values = new(StringComparer.Ordinal);
        foreach ((object? key, object? item) in dictionary.Items)
        {
            if (key is not string name || !values.TryAdd(name, Plain(item))) { throw new ModelFormatException(path, "the pickle", "a key twice, or of another kind", "texts, each once"); }
        }
        return values;
    }

    private static object? Plain(object? value) => value switch
    {
        PickledList list => list.Items.ConvertAll(Plain),
        PickledTuple tuple => Array.ConvertAll(tuple.Items, Plain).ToList(),
        PickledArray array => new NumpyValues(array.Type, array.Shape, array.Bytes),
        Pickled => null,
        _ => value,
    };
}
