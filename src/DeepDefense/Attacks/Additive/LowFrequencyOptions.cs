using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Additive;

/// <summary>The smooth pattern of the low-frequency attack.</summary>
public sealed record LowFrequencyOptions : TriggerOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "low-frequency";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>NumPy file (.npy) of the pattern, (H, W, 3) or (1, H, W, 3), of the size of the images: uint8 in levels, or float as a
    /// share of 255 in [-1, 1]. Default null: a pattern drawn from <see cref="PatternSeed"/>.</summary>
    public string? Pattern { get; init; }

    /// <summary>Draws the pattern where no file is given. Default 0.</summary>
    public ulong PatternSeed { get; init; }

    /// <summary>The largest value of a drawn pattern, in levels, in [1, 127]; the smallest is 0. Default 51, that of BackdoorBench's
    /// pattern for CIFAR-10 (<c>resource/lowFrequency</c>).</summary>
    public double Amplitude { get; init => field = Require.Within(value, 1, 127); } = 51;

    /// <summary>The highest frequency of a drawn pattern, in half periods per side of the image, rows and columns together; at least
    /// 1. Default 4.</summary>
    public int Frequency { get; init => field = Require.Within(value, 1, 1024); } = 4;

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new LowFrequencyTrigger(this);
}
