using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Patches;

/// <summary>What attacks with a patch have in common. The defaults are the paper's (section 5.1): a white square in the
/// lower right corner on 1 % of the image.</summary>
public abstract record PatchOptions : TriggerOptions
{
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

    /// <summary>The colour of the patch. Default white.</summary>
    public RgbColor Color { get; init; } = RgbColor.White;

    /// <summary>Image file of the patch, in place of shape, side and colour. One that is smaller than the image lies at
    /// <see cref="Position"/> in its own size; one as large as the image or larger is resized to it, and covers values above 0, as
    /// in BackdoorBench (<c>utils/bd_img_transform/patch.py</c>). Default null: a patch of one colour.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Patch { get; init; }

    /// <summary>Image file, of the size of <see cref="Patch"/>, whose values of at least 128 say what the patch covers. Default
    /// null: see there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mask { get; init; }

    /// <summary>The side on an image of a given size, in pixels.</summary>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    public int SideOn(int height, int width) =>
        Side ?? Math.Max(1, (int)Math.Round(Math.Sqrt(0.01 * height * width), MidpointRounding.AwayFromZero));

    /// <summary>The pixels that a patch of one colour covers on an image of a given size.</summary>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <returns>Ascending positions row x W + column in one band.</returns>
    /// <exception cref="ArgumentException">The patch does not fit on the image.</exception>
    public IReadOnlyList<int> CoveredPixels(int height, int width)
    {
        PatchMask mask = PatchMask.Of(Shape, SideOn(height, width));
        (int top, int left) = Position.Place(mask.Height, mask.Width, height, width);
        List<int> covered = [];
        for (int row = 0; row < mask.Height; row++)
        {
            for (int column = 0; column < mask.Width; column++)
            {
                if (mask.Covers(row, column)) { covered.Add(((top + row) * width) + left + column); }
            }
        }
        return covered;
    }

    /// <summary>The values of the patch on an image of a given size.</summary>
    /// <exception cref="ArgumentException">The patch does not fit on the image, or mask and patch not on each other.</exception>
    internal IReadOnlyList<PatchValue> ValuesOn(int height, int width)
    {
        if (Patch is not null) { return PatchFile.Values(Patch, Mask, Position, height, width); }
        if (Mask is not null) { throw new ArgumentException("a mask is for the patch of a file"); }
        byte[] color = [Color.Red, Color.Green, Color.Blue];
        IReadOnlyList<int> covered = CoveredPixels(height, width);
        return [.. color.SelectMany((value, band) => covered.Select(pixel => new PatchValue((band * height * width) + pixel, value)))];
    }
}
