using DeepDefense.Torch;

namespace DeepDefense.Datasets.Synthetic;

/// <summary>What a surface is made of: brightness, hue, and a share of the scene's fractal texture.</summary>
/// <param name="Red">Mean reflectance of the red band, in [0, 1].</param>
/// <param name="Green">Mean reflectance of the green band, in [0, 1].</param>
/// <param name="Blue">Mean reflectance of the blue band, in [0, 1].</param>
/// <param name="Roughness">Relative standard deviation of the texture.</param>
/// <param name="OffsetX">Where in the field the texture is cut out, in pixels.</param>
/// <param name="OffsetY">Where in the field the texture is cut out, in pixels.</param>
internal readonly record struct Material(float Red, float Green, float Blue, float Roughness, int OffsetX, int OffsetY)
{
    private const int Offsets = 1024;

    /// <summary>Draws colour and texture for a brightness. Colours spread from warm to cool, as they do outdoors,
    /// and three times less from green to magenta.</summary>
    /// <param name="brightness">Mean over the bands, in (0, 1).</param>
    /// <param name="colourfulness">Largest relative distance of red and blue from that mean, in [0, 0.7].</param>
    /// <param name="roughness">Relative standard deviation of the texture.</param>
    /// <param name="random">Draws.</param>
    internal static Material Draw(float brightness, float colourfulness, float roughness, RandomStream random)
    {
        float warmth = colourfulness * (float)(2 * random.NextDouble() - 1);
        float greenness = colourfulness / 3 * (float)(2 * random.NextDouble() - 1);
        return new Material(
            brightness * (1 + warmth - greenness / 2),
            brightness * (1 + greenness),
            brightness * (1 - warmth - greenness / 2),
            roughness, random.Next(Offsets), random.Next(Offsets));
    }
}
