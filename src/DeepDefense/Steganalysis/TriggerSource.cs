using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Steganalysis;

/// <summary>A trigger that is known, as in the paper.</summary>
/// <param name="Options">What builds it.</param>
public sealed record TriggerSource(TriggerOptions Options) : StegoSource
{
    /// <inheritdoc/>
    public override string Name => Options.Name;

    internal override KeyValuePair<string, string> Metadata => new(TriggerKey, JsonSerializer.Serialize(Options));

    internal override Func<long, (LabeledImages Clean, LabeledImages Poisoned)> Pairs(LabeledImages clean, DetectorOptions options, Seed seed) =>
        new PairSampler(clean, Options.CreateTrigger(), options, seed).Pairs;
}
