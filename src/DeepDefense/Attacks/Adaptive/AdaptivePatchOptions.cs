using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Adaptive;

/// <summary>Four small patches, of which a training image shows one. Its cover images are a matter of
/// <see cref="PoisonOptions.CoverRate"/>.</summary>
public sealed record AdaptivePatchOptions : TriggerOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "adaptive-patch";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>Side of each patch in pixels, at least 1. Default null: an eighth of the shorter side, 4 at 32.</summary>
    public int? Side { get; init => field = value is int side ? Require.AtLeast(side, 1) : null; }

    /// <summary>Share of a patch in training images, in (0, 1]. Default 0.5: the authors give their four 0.5, 0.2, 0.5 and
    /// 0.3. When it attacks it is 1.</summary>
    public double TrainingRate { get; init => field = Require.Within(value, double.Epsilon, 1); } = 0.5;

    /// <summary>Draws the patches. Default 0.</summary>
    public ulong PatternSeed { get; init; }

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new AdaptivePatchTrigger(this);
}
