using System.Text.Json;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Evidence;

/// <summary>A table of features with a planted group, and what tests/oracle/make_evidence_numbers.py makes of it. Tensors belong to the scope
/// in which they are asked for.</summary>
internal static class EvidenceOracle
{
    private static readonly JsonElement Root = Read();

    internal static int Classes => Root.GetProperty("classes").GetInt32();

    internal static int Target => Root.GetProperty("target").GetInt32();

    internal static int[] Planted => Integers("planted");

    internal static int[] Labels => Integers("labels");

    internal static int[] Predicted => Integers("predicted");

    internal static int[] CleanLabels => Integers("cleanLabels");

    internal static int[] CleanPredicted => Integers("cleanPredicted");

    internal static IReadOnlyList<(int Start, int Width)> Layers => [.. Enumerable.Range(0, Root.GetProperty("layers").GetInt32()).Select(layer => (layer * Width, Width))];

    /// <summary>(N, D), float64.</summary>
    internal static Tensor Training => Table("training", Labels.Length);

    /// <summary>(M, D), float64.</summary>
    internal static Tensor Clean => Table("clean", CleanLabels.Length);

    /// <summary>The last layer.</summary>
    internal static Tensor Last(Tensor table) => table.narrow(1, Layers[^1].Start, Width);

    /// <summary>The training images of the target, at the last layer.</summary>
    internal static Tensor OfTarget => Last(Training)[OfTargetRows(Labels)];

    /// <summary>Its clean images, at the last layer.</summary>
    internal static Tensor CleanOfTarget => Last(Clean)[OfTargetRows(CleanLabels)];

    internal static double[] Expected(string view, string numbers) => [.. Root.GetProperty(view).GetProperty(numbers).EnumerateArray()
        .SelectMany(value => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(inner => inner.GetDouble()) : [value.GetDouble()])];

    internal static double Number(string view, string name) => Root.GetProperty(view).GetProperty(name).GetDouble();

    private static int Width => Root.GetProperty("width").GetInt32();

    private static Tensor OfTargetRows(int[] labels) => labels.Select(label => label == Target).ToArray().ToTensor([labels.Length]);

    private static Tensor Table(string name, int rows) => Root.GetProperty(name).EnumerateArray().Select(value => value.GetDouble()).ToArray()
        .ToTensor([rows, Layers.Count * Width]);

    private static int[] Integers(string name) => [.. Root.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    private static JsonElement Read()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Numbers.OraclePath("evidence.json")));
        return document.RootElement.Clone();
    }
}
