using System.Text.Json.Serialization;

namespace DeepDefense.Protocol;

/// <summary>What a finished stage left.</summary>
/// <typeparam name="T">What it found.</typeparam>
/// <param name="Seconds">Time that it took.</param>
/// <param name="Result">What it found.</param>
/// <param name="Files">SHA-256 of the files that it wrote beside, by name, in lower-case hex; null where it writes none.</param>
public sealed record StageRecord<T>(double Seconds, T Result,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Files = null);
