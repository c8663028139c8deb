using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeepDefense;

/// <summary>How results are written as JSON everywhere: camel case, enumerations by name.</summary>
public static class Json
{
    /// <summary>Indented.</summary>
    public static JsonSerializerOptions Indented { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };
}
