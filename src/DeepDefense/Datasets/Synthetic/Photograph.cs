using DeepDefense.Torch;

namespace DeepDefense.Datasets.Synthetic;

/// <summary>One synthetic photograph: background, clutter behind, shadow, the subject, a little clutter in front,
/// light and noise. Lengths are shares of the picture's side, so that it looks alike at every size.</summary>
/// <param name="side">H and W, in pixels.</param>
/// <param name="random">Draws all of it.</param>
internal sealed class Photograph(int side, RandomStream random)
{
    private const int LeavesBehind = 14;
    private const int LeavesInFront = 2;
    private const float SharedNoise = 0.012f;
    private const float BandNoise = 0.006f;

    // A period longer than the picture, or its texture would repeat within it.
    private readonly Canvas _canvas = new(side, new FractalField(2 * side, random));

    /// <summary>Takes the picture.</summary>
    /// <param name="subject">What is in it.</param>
    /// <param name="pixels">Takes (3, H, W), in [0, 255].</param>
    internal void Take(Subject subject, Span<byte> pixels)
    {
        float background = Between(0.22f, 0.72f);
        _canvas.Fill(Material.Draw(background, colourfulness: 0.2f, Between(0.12f, 0.25f), random));
        Scatter(LeavesBehind, background, smallest: 0.04f, largest: 0.3f);
        PaintSubject(subject, background);
        Scatter(LeavesInFront, background, smallest: 0.03f, largest: 0.08f);
        _canvas.Develop(Slope(0.3f), SharedNoise, BandNoise, random, pixels);
    }

    private void PaintSubject(Subject subject, float background)
    {
        float radius = side * Between(0.3f, 0.42f);
        float angle = Turn();
        Placement place = new(side * Between(0.32f, 0.68f), side * Between(0.32f, 0.68f), radius, angle);
        float contrast = Between(0.26f, 0.38f);
        float brightness = background > 0.45f ? background - contrast : background + contrast;
        Material material = Material.Draw(brightness, colourfulness: 0.35f, Between(0.04f, 0.12f), random);

        // The shadow is the same outline in the dark, a little off.
        Placement shadow = place with { X = place.X + 0.05f * side, Y = place.Y + 0.05f * side };
        Material dark = Material.Draw(0.55f * background, colourfulness: 0.1f, roughness: 0.1f, random);
        _canvas.Paint(subject.Outline, shadow, dark, (_, _) => 1);

        float degrees = subject.Directions[random.Next(subject.Directions.Length)] + Between(-10, 10);
        Placement paint = new(side * Between(0, 1), side * Between(0, 1), side * Between(0.19f, 0.26f),
            float.DegreesToRadians(degrees));
        Func<int, int, float> shading = Slope(0.25f);
        _canvas.Paint(subject.Outline, place, material, (x, y) =>
        {
            (float u, float v) = paint.ToObject(x, y);
            return shading(x, y) * (1 + 0.4f * subject.Paint(u, v));
        });
    }

    // Radii follow the power law r^-3: a scene that looks alike at every scale.
    private void Scatter(int count, float background, float smallest, float largest)
    {
        float ratio = smallest / largest;
        for (int i = 0; i < count; i++)
        {
            float radius = smallest / MathF.Sqrt(1 - Between(0, 1) * (1 - ratio * ratio));
            Placement place = new(side * Between(0, 1), side * Between(0, 1), side * radius, Turn());
            float brightness = Math.Clamp(background + Between(-0.15f, 0.15f), 0.1f, 0.9f);
            Material material = Material.Draw(brightness, colourfulness: 0.3f, Between(0.05f, 0.2f), random);
            _canvas.Paint(Silhouettes.Leaf, place, material, Slope(0.2f));
        }
    }

    /// <summary>Light that rises or falls over the picture in a random direction.</summary>
    /// <param name="steepness">Largest distance from 1, on the picture's edge.</param>
    private Func<int, int, float> Slope(float steepness)
    {
        (float sine, float cosine) = MathF.SinCos(Turn());
        float step = 2 * Between(0, steepness) / side;
        float middle = 0.5f * side;
        return (x, y) => 1 + step * (cosine * (x - middle) + sine * (y - middle));
    }

    private float Turn() => Between(0, 2 * MathF.PI);

    private float Between(float low, float high) => float.Lerp(low, high, (float)random.NextDouble());
}
