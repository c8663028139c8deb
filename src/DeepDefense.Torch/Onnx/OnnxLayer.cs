namespace DeepDefense.Torch.Onnx;

/// <summary>A node of a graph that has weights.</summary>
/// <param name="Name">The name of its first weight.</param>
/// <param name="Type">The operator, e.g. <c>Conv</c>.</param>
/// <param name="Shape">The shape of its first weight.</param>
/// <param name="Parameters">How many numbers all of its weights have.</param>
public sealed record OnnxLayer(string Name, string Type, IReadOnlyList<long> Shape, long Parameters);
