using DeepDefense.Torch;

namespace DeepDefense.Datasets.Synthetic;

/// <summary>A picture while it is painted: three bands of light, 1 being white.</summary>
internal sealed class Canvas
{
    // Half the width of an edge in pixels: what a sharp lens and a sensor's grid leave of a step.
    private const float EdgeSoftness = 0.8f;

    private readonly int _side;
    private readonly FractalField _texture;
    private readonly float[] _red, _green, _blue;

    /// <summary>An empty canvas.</summary>
    /// <param name="side">H and W, in pixels.</param>
    /// <param name="texture">The surface that all materials take theirs from.</param>
    internal Canvas(int side, FractalField texture)
    {
        (_side, _texture) = (side, texture);
        (_red, _green, _blue) = (new float[side * side], new float[side * side], new float[side * side]);
    }

    /// <summary>Covers everything.</summary>
    internal void Fill(Material material)
    {
        for (int y = 0; y < _side; y++)
        {
            for (int x = 0; x < _side; x++) { Blend(material, x, y, coverage: 1, light: 1); }
        }
    }

    /// <summary>Paints an object over what is there.</summary>
    /// <param name="outline">Its shape.</param>
    /// <param name="place">Where it lies; its unit is the object's radius.</param>
    /// <param name="material">What it is made of.</param>
    /// <param name="light">Light at a pixel of it, 1 being plain.</param>
    internal void Paint(Silhouette outline, Placement place, Material material, Func<int, int, float> light)
    {
        float reach = 1.5f * place.Unit + 1;
        (int top, int bottom) = (Clip(place.Y - reach), Clip(place.Y + reach + 1));
        (int left, int right) = (Clip(place.X - reach), Clip(place.X + reach + 1));
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                (float u, float v) = place.ToObject(x, y);
                float coverage = 0.5f - outline(u, v) * place.Unit / (2 * EdgeSoftness);
                if (coverage > 0) { Blend(material, x, y, MathF.Min(coverage, 1), light(x, y)); }
            }
        }
    }

    /// <summary>Lights the scene unevenly and takes the picture: sensor noise that is mostly the same in the three
    /// bands, as demosaicking leaves it, then 8 bits.</summary>
    /// <param name="illumination">Light at a pixel, 1 being plain.</param>
    /// <param name="sharedNoise">Standard deviation of the noise of all bands, 1 being white.</param>
    /// <param name="bandNoise">Standard deviation of each band's own noise.</param>
    /// <param name="random">Draws the noise.</param>
    /// <param name="pixels">Takes (3, H, W), in [0, 255].</param>
    internal void Develop(Func<int, int, float> illumination, float sharedNoise, float bandNoise, RandomStream random,
        Span<byte> pixels)
    {
        int plane = _side * _side;
        for (int i = 0; i < plane; i++)
        {
            float light = illumination(i % _side, i / _side);
            float shared = sharedNoise * (float)random.NextGaussian();
            pixels[i] = ToByte(light * _red[i] + shared + bandNoise * (float)random.NextGaussian());
            pixels[plane + i] = ToByte(light * _green[i] + shared + bandNoise * (float)random.NextGaussian());
            pixels[2 * plane + i] = ToByte(light * _blue[i] + shared + bandNoise * (float)random.NextGaussian());
        }
    }

    private void Blend(Material material, int x, int y, float coverage, float light)
    {
        int i = y * _side + x;
        float texture = _texture.At(x + material.OffsetX, y + material.OffsetY);
        float lit = light * (1 + material.Roughness * texture);
        _red[i] = float.Lerp(_red[i], lit * material.Red, coverage);
        _green[i] = float.Lerp(_green[i], lit * material.Green, coverage);
        _blue[i] = float.Lerp(_blue[i], lit * material.Blue, coverage);
    }

    private int Clip(float position) => Math.Clamp((int)position, 0, _side);

    private static byte ToByte(float light) => (byte)Math.Clamp(MathF.Round(255 * light), 0, 255);
}
