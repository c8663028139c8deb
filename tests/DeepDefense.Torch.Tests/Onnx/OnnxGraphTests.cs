using DeepDefense.Torch.Onnx;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Onnx;

/// <summary>Files of tests/oracle/make_onnx_files.py.</summary>
public sealed class OnnxGraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_says_what_goes_in_and_out_and_what_it_is_made_of()
    {
        OnnxGraph graph = OnnxGraph.Read(Oracle("small.onnx"));
        graph.ShouldSatisfyAllConditions(
            () => graph.Producer.ShouldBe("pytorch 1.13.0"),
            () => graph.Opsets.ShouldBe(["ai.onnx 14"]),
            () => graph.Inputs.ShouldHaveSingleItem().ToString().ShouldBe("image (?, 3, 16, 16) float32"),
            () => graph.Outputs.ShouldHaveSingleItem().ToString().ShouldBe("logits (?, 4) float32"),
            () => graph.Operators[0].ShouldBe(new OnnxOperator("Conv", 3)),
            () => graph.Operators.Sum(count => count.Count).ShouldBe(9));
    }

    [Fact]
    public void Its_layers_have_the_weights_of_the_network()
    {
        OnnxLayer[] layers = [.. OnnxGraph.Read(Oracle("small.onnx")).Layers()];
        layers.Select(layer => $"{layer.Type} {string.Join('x', layer.Shape)} {layer.Parameters}").ShouldBe(["Conv 4x3x3x3 112", "Conv 6x4x3x3 222", "Conv 6x4x1x1 30", "Gemm 4x6 28"]);
    }

    [Fact]
    public void Weights_that_stand_among_the_inputs_are_no_images() => OnnxGraph.Read(Oracle("odd-old.onnx")).Inputs.ShouldHaveSingleItem().Name.ShouldBe("image");

    [Theory]
    [InlineData("odd-own-operator.onnx", "operators of its own: Magic of com.example")]
    [InlineData("odd-loop.onnx", "a loop (Loop)")]
    [InlineData("odd-outside.onnx", "tensor 'w': found its elements in the file '../weights.bin'; expected a file in the folder of the model")]
    [InlineData("odd-absolute.onnx", "tensor 'w': found its elements in the file '/etc/passwd'; expected a file in the folder")]
    [InlineData("odd-memory.onnx", "in the file '*/_ORT_MEM_ADDR_/*'; expected a file in the folder")]
    [InlineData("odd-nowhere.onnx", "in the file ''; expected a file in the folder")]
    [InlineData("odd-missing.onnx", "in the file 'nothing.bin', which is not there")]
    [InlineData("odd-short.onnx", "bytes 8 to 56 of weights.bin, which has 52")]
    public void What_is_not_run_here_is_refused_by_name(string file, string message) => Should.Throw<ModelFormatException>(() => OnnxGraph.Read(Oracle(file))).Message.ShouldContain(message);

    [Fact]
    public void A_link_to_another_folder_is_refused()
    {
        File.Copy(Oracle("odd-beside.onnx"), _folder["m.onnx"]);
        File.CreateSymbolicLink(_folder["weights.bin"], Oracle("weights.bin"));
        Should.Throw<ModelFormatException>(() => OnnxGraph.Read(_folder["m.onnx"])).Message.ShouldContain("'weights.bin'; expected a file in the folder of the model");
    }

    [Fact]
    public void A_file_that_is_cut_short_is_refused_where_it_ends()
    {
        byte[] whole = File.ReadAllBytes(Oracle("small.onnx"));
        Should.Throw<ModelFormatException>(() => OnnxGraph.Read(_folder.Write("m.onnx", whole.AsSpan(0, 1000).ToArray()))).Message.ShouldContain("damaged, cut short perhaps");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(1000)]
    public void Graphs_inside_graphs_are_refused_beyond_a_depth(int depth)
    {
        byte[] graph = [];
        for (int i = 0; i < depth; i++) { graph = Field(1, Field(5, Field(6, graph))); } // node, attribute, graph
        Should.Throw<ModelFormatException>(() => OnnxGraph.Read(_folder.Write("m.onnx", Field(7, graph)))).Message.ShouldContain("graphs inside graphs, more than 8 deep");
    }

    [Fact]
    public void More_nodes_than_a_network_has_are_refused() =>
        Should.Throw<ModelFormatException>(() => OnnxGraph.Read(_folder.Write("m.onnx", Field(7, [.. Enumerable.Repeat<byte[]>([0x0a, 0], 100_001).SelectMany(node => node)])))).Message.ShouldContain("more than 100000 nodes");

    private static string Oracle(string file) => Numbers.OraclePath($"onnx/{file}");

    // Of protobuf: a message or bytes under a number.
    private static byte[] Field(int number, byte[] content)
    {
        List<byte> length = [];
        for (int rest = content.Length; length.Count == 0 || rest > 0; rest >>= 7) { length.Add((byte)((rest & 127) | (rest > 127 ? 128 : 0))); }
        return [(byte)((number << 3) | 2), .. length, .. content];
    }
}
