namespace DeepDefense.Steganalysis.Mixture;

/// <summary>Levels to the power of gamma.</summary>
internal static class ToneCurve
{
    /// <summary>Changes values where they lie, 255 (x / 255)^gamma.</summary>
    internal static void Apply(Span<byte> pixels, double gamma)
    {
        Span<byte> curve = stackalloc byte[256];
        for (int level = 0; level < curve.Length; level++) { curve[level] = Scene.Level(byte.MaxValue * Math.Pow((double)level / byte.MaxValue, gamma)); }
        foreach (ref byte pixel in pixels) { pixel = curve[pixel]; }
    }
}
