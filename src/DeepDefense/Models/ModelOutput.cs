using System.Text.Json.Serialization;

namespace DeepDefense.Models;

/// <summary>What a network gives for each class.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelOutput>))]
public enum ModelOutput
{
    /// <summary>Numbers before the softmax. Its logarithm counts as such: a second softmax does not change it.</summary>
    Logits,

    /// <summary>Numbers behind the softmax; they are turned back into logits.</summary>
    Probabilities,
}
