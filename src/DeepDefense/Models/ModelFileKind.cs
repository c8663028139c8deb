namespace DeepDefense.Models;

/// <summary>Whose a model file is.</summary>
internal enum ModelFileKind
{
    /// <summary>Safetensors of deepdefense train, with its description inside.</summary>
    Own,

    /// <summary>TorchScript, with its program inside.</summary>
    TorchScript,

    /// <summary>Weights of another program: a state dict of torch.save, or safetensors.</summary>
    Weights,

    /// <summary>An ONNX graph, which answers and cannot learn.</summary>
    Onnx,
}
