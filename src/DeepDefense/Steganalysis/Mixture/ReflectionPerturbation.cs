using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>Another image as a pane of glass reflects it, alpha 0.1 to 0.4: out of focus, or seen twice, a few pixels apart.</summary>
/// <remarks>The two kinds of reflection of Liu et al., "Reflection Backdoor", 2020.</remarks>
internal sealed class ReflectionPerturbation : IPerturbation
{
    private const int LargestBlur = 2, FarthestGhost = 4;
    private const double LeastAlpha = 0.1;

    /// <summary>The largest share of the reflection.</summary>
    internal const double MostAlpha = 0.4;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        double alpha = scene.Draw(random, LeastAlpha, MostAlpha);
        ReadOnlySpan<byte> other = scene.Other(random);
        double[] reflection = random.Next(2) == 0 ? BoxBlur.Of(other, scene, 1 + random.Next(LargestBlur)) : Twice(other, scene, random);
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = Scene.Level(double.Lerp(pixels[i], reflection[i], alpha)); }
    }

    private static double[] Twice(ReadOnlySpan<byte> image, Scene scene, RandomStream random)
    {
        int down = random.Next(2 * FarthestGhost + 1) - FarthestGhost, across = 1 + random.Next(FarthestGhost);
        double share = 0.5 * (1 + random.NextDouble()) / 2; // of the fainter one: a quarter to a half
        double[] both = new double[image.Length];
        for (int i = 0; i < both.Length; i++)
        {
            (int row, int column) = Math.DivRem(i % scene.Band, scene.Width);
            (int y, int x) = (Math.Clamp(row - down, 0, scene.Height - 1), Math.Clamp(column - across, 0, scene.Width - 1));
            both[i] = double.Lerp(image[i], image[i / scene.Band * scene.Band + y * scene.Width + x], share);
        }
        return both;
    }
}
