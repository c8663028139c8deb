namespace DeepDefense.Torch.Scripting;

/// <summary>A value of a TorchScript pickle that is more than a number or a text: those are null, bool, long, double and
/// string.</summary>
internal abstract class Pickled
{
    /// <summary>What is inside, for walks over the whole.</summary>
    internal abstract IEnumerable<object?> Parts { get; }
}

/// <summary>Values in a fixed order.</summary>
internal sealed class PickledTuple(object?[] items) : Pickled
{
    internal object?[] Items { get; } = items;

    internal override IEnumerable<object?> Parts => Items;
}

/// <summary>A list.</summary>
internal sealed class PickledList : Pickled
{
    internal List<object?> Items { get; } = [];

    internal override IEnumerable<object?> Parts => Items;
}

/// <summary>A dictionary, in the order of its entries.</summary>
internal sealed class PickledDictionary : Pickled
{
    internal List<(object? Key, object? Value)> Items { get; } = [];

    internal override IEnumerable<object?> Parts => Items.SelectMany(item => new[] { item.Key, item.Value });
}

/// <summary>An instance of a class of the archive.</summary>
internal sealed class PickledObject(string type, List<(string Name, object? Value)> attributes) : Pickled
{
    /// <summary>The qualified name of the class.</summary>
    internal string Type { get; } = type;

    internal List<(string Name, object? Value)> Attributes { get; } = attributes;

    internal override IEnumerable<object?> Parts => Attributes.Select(attribute => attribute.Value);
}

/// <summary>One of the few functions that TorchScript pickles call, with its arguments.</summary>
internal sealed class PickledCall(string module, string name, PickledTuple arguments) : Pickled
{
    internal string Module { get; } = module;

    internal string Name { get; } = name;

    internal PickledTuple Arguments { get; } = arguments;

    internal override IEnumerable<object?> Parts => [Arguments];
}

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
        ["Double"] = 8, ["Float"] = 4, ["Half"] = 2, ["BFloat16"] = 2, ["Long"] = 8, ["Int"] = 4, ["Short"] = 2, ["Char"] = 1, ["Byte"] = 1, ["Bool"] = 1,
        ["ComplexFloat"] = 8, ["ComplexDouble"] = 16,
    };

    /// <summary>Bytes in all.</summary>
    internal long Bytes => checked(Length * Sizes[Type]);
}

/// <summary>A tensor.</summary>
internal sealed class PickledTensor(PickledStorage storage, long offset, long[] shape, long[] stride, bool requiresGradient) : Pickled
{
    internal PickledStorage Storage { get; } = storage;

    internal long Offset { get; } = offset;

    internal long[] Shape { get; } = shape;

    internal long[] Stride { get; } = stride;

    internal bool RequiresGradient { get; } = requiresGradient;

    internal override IEnumerable<object?> Parts => [];

    /// <summary>A whole record as one tensor, row-major.</summary>
    internal static PickledTensor Contiguous(string type, string key, long[] shape, bool requiresGradient)
    {
        long[] stride = new long[shape.Length];
        long step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            stride[i] = step;
            step = checked(step * shape[i]);
        }
        return new(new PickledStorage(type, key, "cpu", step), 0, shape, stride, requiresGradient);
    }
}
