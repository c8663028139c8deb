using DeepDefense.Torch.Onnx;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Onnx;

/// <summary>Whatever an ONNX file holds, it is read or refused before ONNX Runtime sees it. <c>./test --fuzz N</c> tries N inputs in all.</summary>
public sealed class OnnxFuzzTests : IDisposable
{
    private static readonly string[] Files = ["small", "several", "odd-function", "odd-old", "odd-beside"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_changed_graph_is_read_or_refused() => Mutation.Run("onnx", [.. Files.Select(name => File.ReadAllBytes(Numbers.OraclePath($"onnx/{name}.onnx")))],
        bytes => _ = OnnxGraph.Read(_folder.Write("m.onnx", bytes)).Layers().Count(), e => e is ModelFormatException or IOException);
}
