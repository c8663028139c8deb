using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Attacks.Additive;

/// <summary>A smooth pattern over the whole image, without the high frequencies by which other triggers are found.</summary>
/// <remarks>Source: Zeng et al., "Rethinking the Backdoor Attacks' Triggers: A Frequency Perspective", 2021. Their pattern is
/// optimised against a network; a drawn one has the same band, and is no such optimum.</remarks>
public sealed class LowFrequencyTrigger(LowFrequencyOptions options) : AdditiveTrigger(options)
{
    private readonly LowFrequencyOptions _options = options;

    /// <inheritdoc/>
    /// <exception cref="ImageFormatException">The file is no such array.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public override double[] Pattern(int height, int width) =>
        _options.Pattern is string file ? Read(file, height, width) : Draw(height, width);

    private static double[] Read(string file, int height, int width)
    {
        NpyArray array = NpyFile.Read(file);
        int[] shape = array.Shape is [1, int rows, int columns, int bands] ? [rows, columns, bands] : array.Shape;
        if (shape is not [_, _, 3])
        {
            throw new ImageFormatException(file, null, $"an array of ({string.Join(", ", array.Shape)})", "(H, W, 3) or (1, H, W, 3)");
        }
        if ((shape[0], shape[1]) != (height, width))
        {
            throw new ArgumentException($"the pattern {file} is for images of {shape[1]} x {shape[0]} pixels; these have {width} x {height}");
        }
        double unit = array.IsWhole ? 1 : byte.MaxValue;
        if (array.Values.Any(value => Math.Abs(value * unit) is not <= byte.MaxValue))
        {
            throw new ImageFormatException(file, null, "a value outside of [-1, 1]", "shares of 255");
        }
        return [.. Enumerable.Range(0, 3 * height * width)
            .Select(i => unit * array.Values[(i % (height * width) * 3) + (i / (height * width))])];
    }

    private double[] Draw(int height, int width)
    {
        RandomStream random = new Seed(_options.PatternSeed).For("low-frequency").Stream();
        double[] pattern = new double[3 * height * width];
        for (int band = 0; band < 3; band++)
        {
            for (int u = 0; u <= _options.Frequency; u++)
            {
                for (int v = 0; u + v <= _options.Frequency; v++)
                {
                    // The mean, u = v = 0, follows from the smallest value; it is drawn all the same, to be simple.
                    Cosines.Add(pattern.AsSpan(band * height * width, height * width), width, u, v, random.NextGaussian());
                }
            }
        }
        (double least, double most) = (pattern.Min(), pattern.Max());
        return [.. pattern.Select(value => _options.Amplitude * (value - least) / (most - least))];
    }
}
