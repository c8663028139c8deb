namespace DeepDefense.Torch.Scripting;

/// <summary>An array of NumPy.</summary>
internal sealed class PickledArray : Pickled
{
    /// <summary>Its type with the byte order, such as <c>|u1</c>; empty until the array is complete.</summary>
    internal string Type { get; set; } = "";

    internal long[] Shape { get; set; } = [];

    internal byte[] Bytes { get; set; } = [];

    internal override IEnumerable<object?> Parts => [];
}
