namespace DeepDefense.Models;

/// <summary>A layer of a model file.</summary>
/// <param name="Name">Its path, e.g. <c>layer1.0.conv1</c>.</param>
/// <param name="Type">The name of its class, or what its tensors look like.</param>
/// <param name="Shape">The shape of its weight, or empty: it has none.</param>
/// <param name="Parameters">Number of learned numbers that it holds itself.</param>
public sealed record ModelLayer(string Name, string Type, IReadOnlyList<long> Shape, long Parameters);
