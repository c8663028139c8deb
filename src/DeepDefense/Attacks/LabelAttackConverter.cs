using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeepDefense.Attacks;

/// <summary>Writes the name in lower case, and reads nothing else.</summary>
internal sealed class LabelAttackConverter()
    : JsonStringEnumConverter<LabelAttack>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
