namespace DeepDefense.Torch.Scripting;

/// <summary>A range of elements in a record of the archive.</summary>
/// <param name="Type">The element type, e.g. <c>Float</c>.</param>
/// <param name="Key">The name of the record.</param>
/// <param name="Device">Where it was saved from.</param>
/// <param name="Length">Number of elements.</param>
internal sealed record PickledStorage(string Type, string Key, string Device, long Length)
{
    /// <summary>Bytes an element, by the name of the type.</summary>
    internal static IReadOnlyDictionary<string, int> Sizes { get; } = new Dictionary<string, int>
    {
        ["Double"] = 8,
        ["Float"] = 4,
        ["Half"] = 2,
        ["BFloat16"] = 2,
        ["Long"] = 8,
        ["Int"] = 4,
        ["Short"] = 2,
        ["Char"] = 1,
        ["Byte"] = 1,
        ["Bool"] = 1,
        ["ComplexFloat"] = 8,
        ["ComplexDouble"] = 16,
    };

    /// <summary>The kinds of numbers that have a tensor here, by the name of the type.</summary>
    internal static IReadOnlyDictionary<string, ScalarType> Types { get; } = new Dictionary<string, ScalarType>
    {
        ["Float"] = ScalarType.Float32,
        ["Double"] = ScalarType.Float64,
        ["Half"] = ScalarType.Float16,
        ["BFloat16"] = ScalarType.BFloat16,
        ["Long"] = ScalarType.Int64,
        ["Int"] = ScalarType.Int32,
        ["Byte"] = ScalarType.Byte,
        ["Bool"] = ScalarType.Bool,
    };

    /// <summary>Bytes in all.</summary>
    internal long Bytes => checked(Length * Sizes[Type]);
}
