using System.CommandLine;
using DeepDefense.Attacks.Patches;
using DeepDefense.Cli.Paths;

namespace DeepDefense.Cli.Attacks;

/// <summary>Options of attacks with a patch.</summary>
internal sealed class PatchFlags
{
    private readonly Option<TriggerShape> _shape = new("--trigger-shape") { Description = "Shape of the patch.", DefaultValueFactory = _ => TriggerShape.Square };

    private readonly Option<string> _position = new("--trigger-position")
    {
        Description = "lower-right, lower-left, upper-right, upper-left, centre, or row,column of its upper left pixel.",
        DefaultValueFactory = _ => TriggerPosition.LowerRight.ToString(),
    };

    private readonly Option<byte> _value = new("--trigger-value") { Description = "Brightness of the patch, 0 to 255.", DefaultValueFactory = _ => byte.MaxValue };
    private readonly PathOption _mask = new("--mask", PathUse.Input) { Description = "Image file whose bright pixels say what of --patch is put on. [default: all of it, or what is not black in one as large as the image]" };

    internal PatchFlags() => _shape.AcceptNames();

    internal Option<int?> Side { get; } = new("--trigger-side") { Description = "Side of the patch, in pixels. [default: 1 % of the area, 3 at 32; adaptive-patch: 4 at 32]" };

    internal PathOption Patch { get; } = new("--patch", PathUse.Input) { Description = "Image file of the patch, in its own size, or as large as the images. [default: one colour]" };

    internal PathOption Mask => _mask;

    internal Option[] All => [_shape, Side, _position, _value, Patch, _mask];

    internal PatchOptions Of(PatchOptions options, ParseResult parsed)
    {
        if (!TriggerPosition.TryParse(parsed.GetValue(_position), null, out TriggerPosition? position))
        {
            throw new UsageException($"--trigger-position {parsed.GetValue(_position)}: expected "
                + $"{string.Join(", ", TriggerPosition.Named)} or row,column");
        }
        if (parsed.GetValue(Patch) is string file)
        {
            CommonOptions.Refuse(parsed, "is of a patch of one colour; --patch is given", _shape, Side, _value);
            return options with { Position = position, Patch = file, Mask = parsed.GetValue(_mask) };
        }
        CommonOptions.Refuse(parsed, "is for --patch, which is not given", _mask);
        return options with
        {
            Shape = parsed.GetValue(_shape),
            Side = parsed.GetValue(Side),
            Position = position,
            Color = RgbColor.Gray(parsed.GetValue(_value)),
        };
    }
}
