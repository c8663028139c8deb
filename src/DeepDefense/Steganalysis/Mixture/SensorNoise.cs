using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>Noise of a sensor: normal, its variance a constant and a part that grows with the light; 0.5 to 3 levels in deviation at white.</summary>
internal sealed class SensorNoise : IPerturbation
{
    private const double LeastDeviation = 0.5, MostDeviation = 3;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        double deviation = scene.Draw(random, LeastDeviation, MostDeviation), shot = random.NextDouble();
        foreach (ref byte pixel in pixels)
        {
            pixel = Scene.Level(pixel + deviation * Math.Sqrt(1 - shot + shot * pixel / byte.MaxValue) * random.NextGaussian());
        }
    }
}
