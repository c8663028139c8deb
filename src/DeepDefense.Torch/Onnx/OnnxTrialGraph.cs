namespace DeepDefense.Torch.Onnx;

/// <summary>How a graph is run.</summary>
/// <param name="Folder">The folder with the files of its tensors, or null: there are none.</param>
/// <param name="Input">Its only input.</param>
/// <param name="Output">The output that is taken where none is named.</param>
internal sealed record OnnxTrialGraph(string? Folder, string Input, string Output);
