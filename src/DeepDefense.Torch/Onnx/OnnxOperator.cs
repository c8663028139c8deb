namespace DeepDefense.Torch.Onnx;

/// <summary>How often an operator stands in a graph.</summary>
/// <param name="Name">Its name, e.g. <c>Conv</c>.</param>
/// <param name="Count">At least 1.</param>
public sealed record OnnxOperator(string Name, int Count);
