using System.Text.Json.Serialization;
using DeepDefense.Attacks.Patches;

namespace DeepDefense.Attacks.BadNets;

/// <summary>The patch that BadNets stamps.</summary>
public sealed record BadNetsOptions : PatchOptions
{
    internal const string AttackName = "badnets";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new BadNetsTrigger(this);
}
