using System.Globalization;
using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Onnx;

/// <summary>What goes into an ONNX graph, or comes out of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Numbers">The kind of its numbers, e.g. <c>float32</c>; <c>none</c>: it is no tensor.</param>
/// <param name="Shape">Sizes of its axes, outermost first; null: any size. Null as a whole: the graph does not say it.</param>
public sealed record OnnxValue(string Name, string Numbers, IReadOnlyList<long?>? Shape)
{
    private const string Any = "?";

    private static readonly Dictionary<int, string> Kinds = new()
    {
        [1] = "float32",
        [2] = "uint8",
        [3] = "int8",
        [4] = "uint16",
        [5] = "int16",
        [6] = "int32",
        [7] = "int64",
        [8] = "string",
        [9] = "bool",
        [10] = "float16",
        [11] = "float64",
        [12] = "uint32",
        [13] = "uint64",
        [16] = "bfloat16",
    };

    /// <summary>Name, shape and numbers in one line, e.g. <c>input (?, 3, 32, 32) float32</c>.</summary>
    public override string ToString() => $"{LoadedScript.Printable(Name)} {(Shape is null ? "of any shape" : $"({string.Join(", ", Shape.Select(size => size?.ToString(CultureInfo.InvariantCulture) ?? Any))})")} {Numbers}";

    /// <summary>The kind of numbers of an element type of ONNX.</summary>
    internal static string KindOf(int type) => Kinds.GetValueOrDefault(type) ?? string.Create(CultureInfo.InvariantCulture, $"type {type}");
}
