using System.Text.Json;

namespace DeepDefense.Datasets.Layouts;

/// <summary>A class in JSON.</summary>
internal static class JsonLabel
{
    /// <summary>Its name, or its number as it is written; null: it is neither.</summary>
    internal static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when value.TryGetInt64(out _) => value.GetRawText(),
        _ => null,
    };
}
