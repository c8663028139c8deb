using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Patches;

/// <summary>Writes a shape by its name in lower case, and reads nothing else.</summary>
internal sealed class TriggerShapeConverter()
    : JsonStringEnumConverter<TriggerShape>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
