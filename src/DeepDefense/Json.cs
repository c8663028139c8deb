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

    /// <summary>To read what <see cref="Indented"/> wrote: what is missing, or null where it must not be, is an error.</summary>
    public static JsonSerializerOptions Strict { get; } = new(Indented)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };
}
