using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>A plane wave of amplitude 5 to 60 levels and 2 to 12 periods over the image, at any angle, alike in all bands.</summary>
internal sealed class SinusoidPerturbation : IPerturbation
{
    private const double LeastAmplitude = 5, FewestPeriods = 2, MostPeriods = 12;

    /// <summary>Levels.</summary>
    internal const double MostAmplitude = 60;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        double amplitude = scene.Draw(random, LeastAmplitude, MostAmplitude), angle = Math.PI * random.NextDouble(), phase = random.NextDouble();
        double periods = scene.Draw(random, FewestPeriods, MostPeriods) / Math.Max(scene.Height, scene.Width);
        (double sin, double cos) = Math.SinCos(angle);
        for (int i = 0; i < pixels.Length; i++)
        {
            (int row, int column) = Math.DivRem(i % scene.Band, scene.Width);
            pixels[i] = Scene.Level(pixels[i] + amplitude * Math.Sin(2 * Math.PI * (periods * (column * cos + row * sin) + phase)));
        }
    }
}
