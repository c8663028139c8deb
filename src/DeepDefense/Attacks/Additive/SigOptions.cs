using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Additive;

/// <summary>The sinusoid of SIG. The defaults are those of BackdoorBench (<c>config/attack/sig</c>); the authors take an
/// amplitude of 20 for training images and up to 60 when they attack.</summary>
public sealed record SigOptions : TriggerOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "sig";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>Delta in the paper, in levels, in [1, 127]. Default 40.</summary>
    public double Amplitude { get; init => field = Require.Within(value, 1, 127); } = 40;

    /// <summary>f in the paper, in periods per width of the image, above 0. Default 6.</summary>
    public double Frequency { get; init => field = Require.Positive(value); } = 6;

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new SigTrigger(this);
}
