using System.Text.Json.Serialization;
using DeepDefense.Attacks.Patches;

namespace DeepDefense.Attacks.Blend;

/// <summary>The paper's Blend attack: the patch of BadNets, let through faintly. At the default rate a pixel moves by at
/// most 51 levels.</summary>
public sealed record BlendPatchOptions : PatchOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "blend-patch";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>Share of the patch in the pixels that it covers, alpha in the paper, in (0, 1). Default 0.2.</summary>
    public double Rate { get; init => field = Require.OpenUnit(value); } = BlendRate.Published;

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new BlendPatchTrigger(this);
}
