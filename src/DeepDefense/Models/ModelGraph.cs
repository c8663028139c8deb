using DeepDefense.Torch.Onnx;

namespace DeepDefense.Models;

/// <summary>What an ONNX graph says of itself.</summary>
/// <param name="Producer">What wrote it, with its version.</param>
/// <param name="IrVersion">The version of ONNX's format.</param>
/// <param name="Opsets">Sets of operators with their versions, e.g. <c>ai.onnx 17</c>.</param>
/// <param name="Inputs">What goes in: name, shape (<c>?</c>: any size) and numbers.</param>
/// <param name="Outputs">What comes out, in the same way.</param>
/// <param name="Operators">Its operators and how often each stands in it, the most frequent first.</param>
public sealed record ModelGraph(string Producer, long IrVersion, IReadOnlyList<string> Opsets, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<OnnxOperator> Operators)
{
    /// <summary>That of a graph.</summary>
    internal static ModelGraph Of(OnnxGraph graph) =>
        new(graph.Producer, graph.IrVersion, graph.Opsets, [.. graph.Inputs.Select(input => input.ToString())], [.. graph.Outputs.Select(output => output.ToString())], graph.Operators);
}
