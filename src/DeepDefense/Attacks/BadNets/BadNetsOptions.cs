using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.BadNets;

/// <summary>The patch that BadNets stamps. The defaults are the paper's (section 5.1): a white square in the lower
/// right corner on 1 % of the image.</summary>
public sealed record BadNetsOptions : TriggerOptions
{
    internal const string AttackName = "badnets";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>The outline. Default square.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the shapes.</exception>
    public TriggerShape Shape
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Shape), value, "is not a shape");
    } = TriggerShape.Square;

    /// <summary>Side of the patch's bounding box in pixels, at least 1. Default null: the square nearest to 1 % of the
    /// image, i.e. 3 at 32 x 32 and 6 at 64 x 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Side { get; init => field = value is int side ? Require.AtLeast(side, 1) : null; }

    /// <summary>Where the patch lies. Default the lower right corner.</summary>
    public TriggerPosition Position { get; init => field = value ?? throw new ArgumentNullException(nameof(Position)); }
        = TriggerPosition.LowerRight;

    /// <summary>What the covered pixels become. Default white.</summary>
    public RgbColor Color { get; init; } = RgbColor.White;

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new BadNetsTrigger(this);

    /// <summary>The side on an image of a given size, in pixels.</summary>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    public int SideOn(int height, int width) =>
        Side ?? Math.Max(1, (int)Math.Round(Math.Sqrt(0.01 * height * width), MidpointRounding.AwayFromZero));
}
