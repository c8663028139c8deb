using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis.Mixture;
using DeepDefense.Torch;

namespace DeepDefense.Steganalysis;

/// <summary>What makes the poisoned images of a detector's pairs from clean ones: in steganalysis, the stego source.</summary>
public abstract record StegoSource
{
    private protected const string TriggerKey = "trigger";

    /// <summary>The name, as commands spell it.</summary>
    public abstract string Name { get; }

    /// <summary>What files say of it: its kind, and its options as JSON.</summary>
    internal abstract KeyValuePair<string, string> Metadata { get; }

    /// <summary>The source that a trigger is.</summary>
    [return: NotNullIfNotNull(nameof(trigger))]
    public static implicit operator StegoSource?(Trigger? trigger) => FromTrigger(trigger);

    /// <inheritdoc cref="op_Implicit"/>
    [return: NotNullIfNotNull(nameof(trigger))]
    public static StegoSource? FromTrigger(Trigger? trigger) => trigger is null ? null : new TriggerSource(trigger.Options);

    /// <summary>Reads what <see cref="Metadata"/> says.</summary>
    /// <exception cref="KeyNotFoundException">It says nothing.</exception>
    /// <exception cref="JsonException">It says something else.</exception>
    internal static StegoSource Read(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(MixtureOptions.SourceName, out string? mixture)
            ? JsonSerializer.Deserialize<MixtureOptions>(mixture) ?? throw new JsonException("a mixture that is null")
            : new TriggerSource(JsonSerializer.Deserialize<TriggerOptions>(metadata[TriggerKey]) ?? throw new JsonException("a trigger that is null"));

    /// <summary>The pairs of a step, a pure function of its number: clean images, and the same in the same order with the change.</summary>
    /// <param name="clean">What they are drawn from.</param>
    /// <param name="options">How many a step, and of how many steps.</param>
    /// <param name="seed">All randomness.</param>
    internal abstract Func<long, (LabeledImages Clean, LabeledImages Poisoned)> Pairs(LabeledImages clean, DetectorOptions options, Seed seed);
}
