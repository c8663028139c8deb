namespace DeepDefense.Torch.Onnx;

/// <summary>A node: an operator and the names of what it takes.</summary>
internal sealed record OnnxNode(string Operator, string Domain, IReadOnlyList<string> Inputs);

/// <summary>A tensor that the file holds, or another file for it.</summary>
/// <param name="Name">Its name; empty inside an attribute.</param>
/// <param name="Type">Its element type, a number of ONNX.</param>
/// <param name="Shape">Sizes of its axes.</param>
/// <param name="External">Where its elements are, by key: <c>location</c>, <c>offset</c>, <c>length</c>; empty: in the file.</param>
internal sealed record OnnxTensor(string Name, int Type, IReadOnlyList<long> Shape, IReadOnlyDictionary<string, string> External);

/// <summary>What a model holds, as far as it is looked at; of several graphs all of it together, but for inputs, outputs and named tensors, which are
/// those of the outermost.</summary>
internal sealed class OnnxParts
{
    internal long IrVersion { get; set; }

    internal string Producer { get; set; } = "";

    internal string ProducerVersion { get; set; } = "";

    internal List<(string Domain, long Version)> Opsets { get; } = [];

    internal HashSet<(string Domain, string Name)> Functions { get; } = [];

    internal List<OnnxNode> Nodes { get; } = [];

    internal List<OnnxTensor> Tensors { get; } = [];

    internal List<OnnxTensor> Inner { get; } = [];

    internal List<OnnxValue> Inputs { get; } = [];

    internal List<OnnxValue> Outputs { get; } = [];

    internal bool HasSparse { get; set; }

    internal bool HasGraph { get; set; }
}
