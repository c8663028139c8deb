namespace DeepDefense.Evidence.Appearance;

/// <summary>The least rectangle around some pixels.</summary>
/// <param name="Top">First row, from 0.</param>
/// <param name="Left">First column, from 0.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
public readonly record struct PixelBox(int Top, int Left, int Height, int Width)
{
    /// <summary>The box of the pixels that a mask has.</summary>
    /// <param name="mask">(H, W), row-major; above 0 counts, and at least one is.</param>
    /// <param name="width">W, in pixels.</param>
    internal static PixelBox Of(IReadOnlyList<float> mask, int width)
    {
        int[] covered = [.. Enumerable.Range(0, mask.Count).Where(i => mask[i] > 0)];
        (int top, int left) = (covered.Min(i => i / width), covered.Min(i => i % width));
        return new PixelBox(top, left, covered.Max(i => i / width) - top + 1, covered.Max(i => i % width) - left + 1);
    }
}
