using System.Text.Json.Serialization;
using DeepDefense.Attacks.Patches;

namespace DeepDefense.Attacks.BadNets;

/// <summary>The patch that BadNets stamps.</summary>
public sealed record BadNetsOptions : PatchOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "badnets";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new BadNetsTrigger(this);
}
