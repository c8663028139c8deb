using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>A smooth elastic warp: control points, 2 to 8 a side, move by up to 0.25 to 1 pixel at 32, further on larger images.</summary>
internal sealed class WarpPerturbation : IPerturbation
{
    private const int FewestPoints = 2, MostPoints = 8;
    private const double LeastShift = 0.25, MostShift = 1;

    // Strengths are of images of 32 pixels.
    private const double Side = 32;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        int points = scene.DrawWhole(random, FewestPoints, MostPoints);
        double shift = scene.Draw(random, LeastShift, MostShift) * Math.Max(Math.Max(scene.Height, scene.Width) / Side, 1);
        double[] down = SmoothField.Draw(scene, points, random), across = SmoothField.Draw(scene, points, random);
        byte[] still = pixels.ToArray();
        for (int i = 0; i < scene.Band; i++)
        {
            (int row, int column) = Math.DivRem(i, scene.Width);
            (int top, double low) = Place(row + shift * down[i], scene.Height);
            (int left, double right) = Place(column + shift * across[i], scene.Width);
            (int below, int beside) = (Math.Min(top + 1, scene.Height - 1), Math.Min(left + 1, scene.Width - 1));
            for (int band = 0; band < 3; band++)
            {
                ReadOnlySpan<byte> from = still.AsSpan(band * scene.Band, scene.Band);
                pixels[band * scene.Band + i] = Scene.Level(double.Lerp(
                    double.Lerp(from[top * scene.Width + left], from[top * scene.Width + beside], right),
                    double.Lerp(from[below * scene.Width + left], from[below * scene.Width + beside], right), low));
            }
        }
    }

    private static (int Before, double Beyond) Place(double at, int size)
    {
        double inside = Math.Clamp(at, 0, size - 1);
        return ((int)inside, inside - (int)inside);
    }
}
