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
