using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Patches;

/// <summary>Writes a position as its text form.</summary>
internal sealed class TriggerPositionConverter : JsonConverter<TriggerPosition>
{
    public override TriggerPosition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return TriggerPosition.TryParse(text, null, out TriggerPosition? position)
            ? position
            : throw new JsonException($"'{text}' is not a position of a trigger");
    }

    public override void Write(Utf8JsonWriter writer, TriggerPosition value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
