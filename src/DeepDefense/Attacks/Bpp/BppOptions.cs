using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Bpp;

/// <summary>How coarse BppAttack makes the colours.</summary>
public sealed record BppOptions : TriggerOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "bpp";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>Levels that are left of the 256 of a band, in [2, 255]. Default 8, as in the authors' code and BackdoorBench.</summary>
    public int Levels { get; init => field = Require.Within(value, 2, 255); } = 8;

    /// <summary>Whether the error of a pixel is spread over its neighbours (Floyd-Steinberg). Default true, as the paper describes it;
    /// BackdoorBench's configuration leaves it out.</summary>
    public bool Dither { get; init; } = true;

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new BppTrigger(this);
}
