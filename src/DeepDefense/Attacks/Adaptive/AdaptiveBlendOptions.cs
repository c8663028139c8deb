using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Adaptive;

/// <summary>A blended picture of which training images show a part. The defaults are the authors' for CIFAR-10. Its cover images are
/// a matter of <see cref="PoisonOptions.CoverRate"/>.</summary>
public sealed record AdaptiveBlendOptions : TriggerOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "adaptive-blend";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>Share of the picture in each pixel when it attacks, in (0, 1). Default 0.2.</summary>
    public double Rate { get; init => field = Require.OpenUnit(value); } = 0.2;

    /// <summary>Share of the picture in training images, where it shows, in (0, 1). Default 0.15.</summary>
    public double TrainingRate { get; init => field = Require.OpenUnit(value); } = 0.15;

    /// <summary>Pieces along a side, in [1, 64]. Default 4: 16 pieces.</summary>
    public int PiecesAlongSide { get; init => field = Require.Within(value, 1, 64); } = 4;

    /// <summary>Share of the pieces that a training image shows, in (0, 1). Default 0.5.</summary>
    public double ShownShare { get; init => field = Require.OpenUnit(value); } = 0.5;

    /// <summary>Image file of the picture, resized to the image. Default null: drawn from <see cref="PatternSeed"/>.</summary>
    public string? Pattern { get; init; }

    /// <summary>Draws the picture where no file is given. Default 0.</summary>
    public ulong PatternSeed { get; init; }

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new AdaptiveBlendTrigger(this);
}
