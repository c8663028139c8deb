using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Reflection;

/// <summary>A reflection like those of Refool. The defaults lie in the middle of the ranges from which the authors draw.</summary>
public sealed record ReflectionOptions : TriggerOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "reflection";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>Share of the reflection in the light of each pixel, in (0, 1). Default 0.25: the authors draw from 0.05 to
    /// 0.45.</summary>
    public double Rate { get; init => field = Require.OpenUnit(value); } = 0.25;

    /// <summary>How far the reflection is out of focus: standard deviation of a Gaussian as a share of the longer side, in [0, 0.2]; 0: sharp.
    /// Default 0.01.</summary>
    public double Blur { get; init => field = Require.Within(value, 0, 0.2); } = 0.01;

    /// <summary>How far down and right the second reflection of a pane, the ghost, lies, as a share of the longer side, in [0, 0.5]; 0: none.
    /// Default 0.03, a pixel at 32.</summary>
    public double Ghost { get; init => field = Require.Within(value, 0, 0.5); } = 0.03;

    /// <summary>Image file of what is reflected, resized to the image. Default null: a picture drawn from
    /// <see cref="PatternSeed"/>.</summary>
    public string? Pattern { get; init; }

    /// <summary>Draws the picture where no file is given. Default 0.</summary>
    public ulong PatternSeed { get; init; }

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new ReflectionTrigger(this);
}
