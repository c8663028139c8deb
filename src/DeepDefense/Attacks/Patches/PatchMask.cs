namespace DeepDefense.Attacks.Patches;

/// <summary>Which pixels of its bounding box a patch covers.</summary>
internal sealed class PatchMask
{
    private readonly Func<int, int, bool> _covers;

    private PatchMask(int height, int width, Func<int, int, bool> covers) =>
        (Height, Width, _covers) = (height, width, covers);

    /// <summary>Height of the bounding box, in pixels.</summary>
    internal int Height { get; }

    /// <summary>Width of the bounding box, in pixels.</summary>
    internal int Width { get; }

    /// <summary>Whether the patch covers a pixel of its bounding box.</summary>
    internal bool Covers(int row, int column) => _covers(row, column);

    /// <summary>The mask of a shape.</summary>
    /// <param name="shape">The outline.</param>
    /// <param name="side">Width of the bounding box in pixels, at least 1.</param>
    internal static PatchMask Of(TriggerShape shape, int side) => shape switch
    {
        TriggerShape.Square => new(side, side, (_, _) => true),
        TriggerShape.Circle => Ellipse(side, side),
        // An odd height has a middle row that reaches both ends; on an even one a small oval loses its tips.
        TriggerShape.Oval => Ellipse((side / 2) | 1, side),
        TriggerShape.Triangle => new(side, side, (row, column) => Math.Abs((2 * column) - (side - 1)) <= row + 1),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "is not a shape"),
    };

    private static PatchMask Ellipse(int height, int width)
    {
        // A quarter of a pixel less than half the box: with the whole half, a disc of side 3 would be a square.
        double verticalRadius = (height / 2.0) - 0.25;
        double horizontalRadius = (width / 2.0) - 0.25;
        return new PatchMask(height, width, (row, column) =>
        {
            double y = (row - ((height - 1) / 2.0)) / verticalRadius;
            double x = (column - ((width - 1) / 2.0)) / horizontalRadius;
            return (x * x) + (y * y) <= 1;
        });
    }
}
