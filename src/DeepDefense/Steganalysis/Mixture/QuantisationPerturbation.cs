using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>4 to 32 levels a colour, every other time with error diffusion.</summary>
/// <remarks>Weights of the diffusion: Floyd and Steinberg, "An adaptive algorithm for spatial grey scale", 1976.</remarks>
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
            if (!diffused) { continue; }
            (int row, int column) = Math.DivRem(i, width);
            foreach ((int down, int across, int sixteenths) in (ReadOnlySpan<(int, int, int)>)[(0, 1, 7), (1, -1, 3), (1, 0, 5), (1, 1, 1)])
            {
                int neighbour = (row + down) * width + column + across;
                if (column + across >= 0 && column + across < width && neighbour < plane.Length) { error[neighbour] += (wanted - given) * sixteenths / 16; }
            }
        }
    }
}
