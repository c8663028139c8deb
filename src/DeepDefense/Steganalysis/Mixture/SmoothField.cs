using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>Random numbers in [-1, 1] on control points, smooth between them.</summary>
internal static class SmoothField
{
    /// <param name="scene">The size of the image.</param>
    /// <param name="points">Control points a side, at least 2.</param>
    /// <param name="random">Draws them.</param>
    /// <returns>(H, W).</returns>
    internal static double[] Draw(Scene scene, int points, RandomStream random)
    {
        double[] knots = new double[points * points];
        for (int i = 0; i < knots.Length; i++) { knots[i] = 2 * random.NextDouble() - 1; }
        double[] field = new double[scene.Band];
        for (int i = 0; i < field.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, scene.Width);
            (int top, double down) = Between(row, scene.Height, points);
            (int left, double across) = Between(column, scene.Width, points);
            int corner = top * points + left;
            field[i] = double.Lerp(double.Lerp(knots[corner], knots[corner + 1], across),
                double.Lerp(knots[corner + points], knots[corner + points + 1], across), down);
        }
        return field;
    }

    // The control point before a pixel, and how far the next one counts.
    private static (int Before, double Weight) Between(int place, int size, int points)
    {
        double at = (double)place * (points - 1) / Math.Max(size - 1, 1);
        int before = Math.Min((int)at, points - 2);
        double t = at - before;
        return (before, t * t * (3 - 2 * t));
    }
}
