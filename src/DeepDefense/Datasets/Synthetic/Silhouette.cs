namespace DeepDefense.Datasets.Synthetic;

/// <summary>An outline: the distance of a point from it, negative inside, for an object of radius about 1.</summary>
/// <param name="x">To the right, in radii.</param>
/// <param name="y">Down, in radii.</param>
internal delegate float Silhouette(float x, float y);

/// <summary>The outlines that scenes are made of.</summary>
internal static class Silhouettes
{
    internal static float Disc(float x, float y) => MathF.Sqrt(x * x + y * y) - 1;

    internal static float Ring(float x, float y) => MathF.Abs(MathF.Sqrt(x * x + y * y) - 0.74f) - 0.26f;

    internal static float Bar(float x, float y) => MathF.Max(MathF.Abs(x) - 1, MathF.Abs(y) - 0.3f);

    internal static float Triangle(float x, float y)
    {
        const float cosine30 = 0.8660254f;
        return MathF.Max(y, cosine30 * MathF.Abs(x) - 0.5f * y) - 0.6f;
    }

    internal static float Cross(float x, float y)
    {
        (float far, float near) = (MathF.Max(MathF.Abs(x), MathF.Abs(y)), MathF.Min(MathF.Abs(x), MathF.Abs(y)));
        return MathF.Max(far - 1, near - 0.32f);
    }

    /// <summary>A square with rounded corners: big enough for a pattern to show.</summary>
    internal static float Patch(float x, float y)
    {
        (float dx, float dy) = (MathF.Max(MathF.Abs(x) - 0.6f, 0), MathF.Max(MathF.Abs(y) - 0.6f, 0));
        return MathF.Sqrt(dx * dx + dy * dy) - 0.4f;
    }

    /// <summary>Twice as long as wide.</summary>
    internal static float Leaf(float x, float y) => 0.5f * (MathF.Sqrt(x * x + 4 * y * y) - 1);
}
