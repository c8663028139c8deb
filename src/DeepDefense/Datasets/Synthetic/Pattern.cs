namespace DeepDefense.Datasets.Synthetic;

/// <summary>What is painted on an object: light (1) to dark (-1), by place.</summary>
/// <param name="x">To the right, in periods of the pattern.</param>
/// <param name="y">Down, in periods of the pattern.</param>
internal delegate float Pattern(float x, float y);

/// <summary>The patterns that tell classes apart.</summary>
internal static class Patterns
{
    private const float Contrast = 3;

    internal static float Plain(float x, float y) => 0;

    internal static float Stripes(float x, float y) => Sharpen(Wave(y));

    internal static float Checker(float x, float y) => Sharpen(Wave(x) * Wave(y));

    internal static float Dots(float x, float y) => Sharpen(0.5f * (Wave(x) + Wave(y)) - 0.35f);

    private static float Wave(float periods) => MathF.Sin(2 * MathF.PI * periods);

    // Between a sine and a hard edge: painted, but seen through a lens.
    private static float Sharpen(float value) => Math.Clamp(Contrast * value, -1, 1);
}
