using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Blend;

/// <summary>BackdoorBench's Blend attack: a whole image, let through faintly (<c>config/attack/blended</c>).</summary>
public sealed record BlendFullOptions : TriggerOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "blend-full";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>Share of the pattern in each pixel, alpha in the paper, in (0, 1). Default 0.2.</summary>
    public double Rate { get; init => field = Require.OpenUnit(value); } = BlendRate.Published;

    /// <summary>Image file whose picture is blended in, resized to the image. Default null: a picture drawn from
    /// <see cref="PatternSeed"/>.</summary>
    public string? Pattern { get; init; }

    /// <summary>Draws the picture where no file is given. Default 0.</summary>
    public ulong PatternSeed { get; init; }

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new BlendFullTrigger(this);
}
