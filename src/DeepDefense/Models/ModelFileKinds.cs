using DeepDefense.Torch.Onnx;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Weights;

namespace DeepDefense.Models;

/// <summary>Tells kinds of model files by their bytes.</summary>
internal static class ModelFileKinds
{
    /// <summary>The kind of a file.</summary>
    /// <exception cref="ModelFormatException">It is none of PyTorch's, no ONNX, and no safetensors either.</exception>
    internal static ModelFileKind Of(string path) => OnnxGraph.IsOnnx(path) ? ModelFileKind.Onnx
        : TorchScriptArchive.IsPyTorchFile(path) ? WeightsFile.IsState(path) ? ModelFileKind.Weights : ModelFileKind.TorchScript
        : OwnClassifierFile.IsOwn(Safetensors.ReadMetadata(path)) ? ModelFileKind.Own
        : ModelFileKind.Weights;
}
