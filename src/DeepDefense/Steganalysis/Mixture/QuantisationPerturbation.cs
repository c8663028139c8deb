using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>4 to 32 levels a colour, every other time with error diffusion.</summary>
internal sealed class QuantisationPerturbation : IPerturbation
{
    private const int MostLevels = 32;

    /// <summary>Levels a colour.</summary>
    internal const int FewestLevels = 4;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        double step = byte.MaxValue / (scene.DrawWhole(random, MostLevels, FewestLevels) - 1.0);
        bool diffused = random.Next(2) == 0;
        for (int band = 0; band < 3; band++) { Quantise(pixels.Slice(band * scene.Band, scene.Band), scene.Width, step, diffused); }
    }

    private static void Quantise(Span<byte> plane, int width, double step, bool diffused)
    {
        double[] error = new double[plane.Length];
        for (int i = 0; i < plane.Length; i++)
        {
            double wanted = Math.Clamp(plane[i] + error[i], byte.MinValue, byte.MaxValue), given = step * Math.Round(wanted / step);
            plane[i] = Scene.Level(given);
            if (diffused) { FloydSteinberg.Spread(error, i, width, wanted - given); }
        }
    }
}
