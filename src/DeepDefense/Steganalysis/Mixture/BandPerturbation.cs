using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>Noise in a band of low or middle frequencies of the cosine transform, 4 to 50 levels at its peak.</summary>
internal sealed class BandPerturbation : IPerturbation
{
    private const double LeastAmplitude = 4;

    /// <summary>Levels.</summary>
    internal const double MostAmplitude = 50;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        // Frequencies up to a half of the highest, of waves in both directions together.
        int middle = Math.Max(Math.Min(scene.Height, scene.Width) / 2, 2);
        int highest = 1 + random.Next(middle), lowest = 1 + random.Next(highest);
        double amplitude = scene.Draw(random, LeastAmplitude, MostAmplitude);
        double[] noise = new double[pixels.Length];
        for (int band = 0; band < 3; band++) { Fill(noise.AsSpan(band * scene.Band, scene.Band), scene, lowest, highest, random); }
        double peak = noise.Max(value => Math.Abs(value));
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = Scene.Level(pixels[i] + amplitude * noise[i] / peak); }
    }

    private static void Fill(Span<double> noise, Scene scene, int lowest, int highest, RandomStream random)
    {
        double[] rows = Waves(scene.Height, highest), columns = Waves(scene.Width, highest);
        double[] line = new double[scene.Width];
        for (int vertical = 0; vertical <= highest; vertical++)
        {
            line.AsSpan().Clear();
            for (int horizontal = Math.Max(0, lowest - vertical); horizontal + vertical <= highest; horizontal++)
            {
                double coefficient = random.NextGaussian();
                for (int x = 0; x < line.Length; x++) { line[x] += coefficient * columns[horizontal * line.Length + x]; }
            }
            for (int i = 0; i < noise.Length; i++)
            {
                (int row, int column) = Math.DivRem(i, scene.Width);
                noise[i] += rows[vertical * scene.Height + row] * line[column];
            }
        }
    }

    // (highest + 1, size): cosines of the DCT-II.
    private static double[] Waves(int size, int highest)
    {
        double[] waves = new double[(highest + 1) * size];
        for (int i = 0; i < waves.Length; i++)
        {
            (int frequency, int place) = Math.DivRem(i, size);
            waves[i] = Math.Cos(Math.PI * (place + 0.5) * frequency / size);
        }
        return waves;
    }
}
