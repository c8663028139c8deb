namespace DeepDefense.Torch.Serialization;

/// <summary>An array of NumPy, row by row.</summary>
/// <param name="Type">Byte order and type, e.g. <c>|u1</c>, <c>&lt;i8</c>.</param>
/// <param name="Shape">Sizes of the dimensions, outermost first.</param>
/// <param name="Bytes">The values.</param>
public sealed record NumpyValues(string Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes);
