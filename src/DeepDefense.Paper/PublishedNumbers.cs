using System.Text.Json.Nodes;

namespace DeepDefense.Paper;

/// <summary>The numbers of the paper's tables, as they stand there; rates in [0, 1]. Figures 4 and 5 are printed without
/// numbers. Under <c>rivals</c> what others published of their defences: by defence, attack and quantity, <c>mean</c> over their attacks.</summary>
public static class PublishedNumbers
{
    private static readonly JsonNode Root = Read();

    /// <summary>A published number, or null: there is none.</summary>
    /// <param name="path">Table, then task where the table has several, attack, quantity.</param>
    public static double? Find(params ReadOnlySpan<string> path)
    {
        JsonNode? node = Root;
        foreach (string step in path) { node = (node as JsonObject)?[step]; }
        return node is JsonValue value ? value.GetValue<double>() : null;
    }

    private static JsonNode Read()
    {
        using Stream resource = typeof(PublishedNumbers).Assembly.GetManifestResourceStream("DeepDefense.Paper.published.json")!;
        return JsonNode.Parse(resource)!;
    }
}
