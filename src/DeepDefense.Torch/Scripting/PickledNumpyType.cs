namespace DeepDefense.Torch.Scripting;

/// <summary>A type of NumPy.</summary>
/// <param name="Code">Its code, such as <c>u1</c>.</param>
internal sealed record PickledNumpyType(string Code)
{
    /// <summary>The byte order: <c>|</c> none, <c>&lt;</c> little-endian, <c>&gt;</c> big-endian.</summary>
    internal string Order { get; set; } = "|";
}
