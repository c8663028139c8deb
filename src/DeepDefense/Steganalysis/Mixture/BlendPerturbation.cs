using DeepDefense.Datasets.Synthetic;
using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>x' = (1 - alpha) x + alpha t with alpha 0.05 to 0.3, where t is another image, a fractal texture or noise.</summary>
internal sealed class BlendPerturbation : IPerturbation
{
    /// <summary>Mean and deviation of a texture's levels.</summary>
    private const double Grey = 128, Contrast = 60;

    private const double LeastAlpha = 0.05;

    /// <summary>The largest share of t.</summary>
    internal const double MostAlpha = 0.3;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        double alpha = scene.Draw(random, LeastAlpha, MostAlpha);
        byte[] veil = random.Next(3) switch
        {
            0 => scene.Other(random).ToArray(),
            1 => Texture(scene, random),
            _ => Noise(pixels.Length, random),
        };
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = Scene.Level(double.Lerp(pixels[i], veil[i], alpha)); }
    }

    private static byte[] Noise(int length, RandomStream random)
    {
        byte[] noise = new byte[length];
        for (int i = 0; i < length; i++) { noise[i] = (byte)random.Next(256); }
        return noise;
    }

    private static byte[] Texture(Scene scene, RandomStream random)
    {
        byte[] texture = new byte[3 * scene.Band];
        for (int band = 0; band < 3; band++)
        {
            FractalField field = new(Math.Max(scene.Height, scene.Width), random);
            for (int i = 0; i < scene.Band; i++)
            {
                (int row, int column) = Math.DivRem(i, scene.Width);
                texture[band * scene.Band + i] = Scene.Level(Grey + Contrast * field.At(column, row));
            }
        }
        return texture;
    }
}
