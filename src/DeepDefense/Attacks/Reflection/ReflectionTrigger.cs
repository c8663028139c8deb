using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Attacks.Reflection;

/// <summary>A second picture as a window pane reflects it: out of focus, with a ghost, mixed in linear light.</summary>
/// <remarks>Source: Liu et al., "Reflection Backdoor: A Natural Backdoor Attack on Deep Neural Networks", 2020 (Refool),
/// section 3.2. Refool has either the blur or the ghost, and another reflection in each image; here all images reflect one
/// picture, with both.</remarks>
public sealed class ReflectionTrigger(ReflectionOptions options) : Trigger(options)
{
    private const double Gamma = 2.2;
    private const double GhostShare = 0.3;
    private readonly ReflectionOptions _options = options;

    /// <summary>The light of the reflection on an image of a given size.</summary>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <returns>(3, H, W), linear, in [0, 1].</returns>
    /// <exception cref="ImageFormatException">The file is no image.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public double[] Light(int height, int width)
    {
        RgbImage picture = TriggerPicture.Of(_options.Pattern, new Seed(_options.PatternSeed).For("reflection"), height, width);
        double[] light = new double[picture.Pixels.Length];
        for (int i = 0; i < light.Length; i++) { light[i] = Linear(picture.Pixels[i]); }
        int side = Math.Max(height, width), shift = (int)Math.Round(_options.Ghost * side);
        double[] kernel = GaussianKernel(_options.Blur * side);
        light = Smooth(Smooth(light, kernel, height, width, down: true), kernel, height, width, down: false);
        return shift == 0 ? light : [.. Enumerable.Range(0, light.Length).Select(i =>
            ((1 - GhostShare) * light[i]) + (GhostShare * light[Neighbour(i, -shift, -shift, height, width)]))];
    }

    /// <inheritdoc/>
    protected override void ApplyInPlace(Span<byte> pixels, int height, int width)
    {
        double[] light = Light(height, width);
        double[] linear = [.. Enumerable.Range(0, 256).Select(level => Linear((byte)level))];
        for (int i = 0; i < pixels.Length; i++)
        {
            double mixed = ((1 - _options.Rate) * linear[pixels[i]]) + (_options.Rate * light[i % light.Length]);
            pixels[i] = (byte)Math.Round(byte.MaxValue * Math.Pow(mixed, 1 / Gamma));
        }
    }

    private static double Linear(byte level) => Math.Pow(level / (double)byte.MaxValue, Gamma);

    /// <summary>Weights of distances -r to r, with r three standard deviations.</summary>
    private static double[] GaussianKernel(double deviation)
    {
        if (deviation == 0) { return [1]; }
        int radius = (int)Math.Ceiling(3 * deviation);
        double[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(d => Math.Exp(-d * d / (2 * deviation * deviation)))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private static double[] Smooth(double[] light, double[] kernel, int height, int width, bool down)
    {
        int radius = kernel.Length / 2;
        return [.. Enumerable.Range(0, light.Length).Select(i => kernel
            .Select((weight, k) => weight * light[Neighbour(i, down ? k - radius : 0, down ? 0 : k - radius, height, width)]).Sum())];
    }

    // The place some rows and columns away; beyond the edge lies what is at the edge.
    private static int Neighbour(int place, int rows, int columns, int height, int width)
    {
        (int line, int column) = Math.DivRem(place, width);
        (int band, int row) = Math.DivRem(line, height);
        return (((band * height) + Math.Clamp(row + rows, 0, height - 1)) * width) + Math.Clamp(column + columns, 0, width - 1);
    }
}
