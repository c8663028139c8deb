using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Serialization;

/// <summary>Reads Python's pickles of plain values and NumPy's arrays, such as CIFAR's batches, without running anything in them.</summary>
public static class PickledValues
{
    private const long MostBytes = 1L << 30;

    /// <summary>Reads a dictionary of texts to values.</summary>
    /// <param name="path">A pickle of protocol 2, at most 1 GiB.</param>
    /// <returns>Each value: null, bool, long, double, string, a list of these, or <see cref="NumpyValues"/>. A list that the
    /// pickle has in several places is one.</returns>
    /// <exception cref="ModelFormatException">It is no such pickle: another protocol, functions that are called, objects.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, object?> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long length = new FileInfo(RealPath.Of(path)).Length;
        if (length is 0 or > MostBytes) { throw new ModelFormatException(path, "the file", $"{length} bytes", $"a pickle of at most {MostBytes}"); }
        object? value = PickleReader.Read(new PickleInput(File.ReadAllBytes(path), path, "", isShown: false), new ArrayDialect(length));
        if (value is not PickledDictionary dictionary) { throw new ModelFormatException(path, "the pickle", "no dictionary", "one"); }
        Dictionary<string, object?> values = new(StringComparer.Ordinal);
        Dictionary<object, object?> known = new(ReferenceEqualityComparer.Instance);
        foreach ((object? key, object? item) in dictionary.Items)
        {
            if (key is not string name || !values.TryAdd(name, Plain(item, known))) { throw new ModelFormatException(path, "the pickle", "a key twice, or of another kind", "texts, each once"); }
        }
        return values;
    }

    // What stands in several places is made once: a graph of n shared lists has up to 2^n ways through it.
    private static object? Plain(object? value, Dictionary<object, object?> known)
    {
        if (value is not Pickled pickled) { return value; }
        if (!known.TryGetValue(pickled, out object? plain)) { known[pickled] = plain = Made(pickled, known); }
        return plain;
    }

    private static object? Made(Pickled value, Dictionary<object, object?> known) => value switch
    {
        PickledList list => list.Items.ConvertAll(item => Plain(item, known)),
        PickledTuple tuple => Array.ConvertAll(tuple.Items, item => Plain(item, known)).ToList(),
        PickledArray array => new NumpyValues(array.Type, array.Shape, array.Bytes),
        _ => null,
    };
}
