using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeepDefense.Attacks;

/// <summary>Writes the classes as an array of numbers.</summary>
internal sealed class ClassListConverter : JsonConverter<ClassList>
{
    public override ClassList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<int[]>(ref reader, options));

    public override void Write(Utf8JsonWriter writer, ClassList value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Classes.ToArray(), options);
}
