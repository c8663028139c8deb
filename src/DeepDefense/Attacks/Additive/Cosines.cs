namespace DeepDefense.Attacks.Additive;

/// <summary>The functions of the discrete cosine transform (DCT-II).</summary>
internal static class Cosines
{
    /// <summary>Adds factor x cos(pi (2 i + 1) u / 2 H) cos(pi (2 j + 1) v / 2 W) to one band.</summary>
    /// <param name="band">(H, W).</param>
    /// <param name="width">W.</param>
    /// <param name="u">Half periods down.</param>
    /// <param name="v">Half periods across.</param>
    /// <param name="factor">Their height.</param>
    internal static void Add(Span<double> band, int width, int u, int v, double factor)
    {
        int height = band.Length / width;
        for (int i = 0; i < band.Length; i++)
        {
            band[i] += factor * Math.Cos(Math.PI * ((2 * (i / width)) + 1) * u / (2 * height)) * Math.Cos(Math.PI * ((2 * (i % width)) + 1) * v / (2 * width));
        }
    }
}
