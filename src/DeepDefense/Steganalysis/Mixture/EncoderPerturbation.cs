using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>The residual that a convolutional encoder with random weights adds for a random message: two layers of 3 x 3 on image and message, up
/// to 2 to 10 levels. It stands for encoders that nobody has.</summary>
internal sealed class EncoderPerturbation : IPerturbation
{
    private const int Hidden = 6, Window = 9;
    private const double LeastAmplitude = 2;

    /// <summary>Levels.</summary>
    internal const double MostAmplitude = 10;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        double amplitude = scene.Draw(random, LeastAmplitude, MostAmplitude);
        double[] input = new double[4 * scene.Band];
        for (int i = 0; i < pixels.Length; i++) { input[i] = pixels[i] / 128.0 - 1; }
        SmoothField.Draw(scene, 2 + random.Next(Math.Max(Math.Min(scene.Height, scene.Width) / 2, 1)), random).CopyTo(input, pixels.Length);
        double[] hidden = Layer(input, 4, Hidden, scene, random), residual = Layer(hidden, Hidden, 3, scene, random);
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = Scene.Level(pixels[i] + amplitude * residual[i]); }
    }

    // A convolution padded by zeros, brought to mean 0 and deviation 1 over each map, and tanh.
    private static double[] Layer(double[] input, int channels, int maps, Scene scene, RandomStream random)
    {
        double[] output = new double[maps * scene.Band];
        for (int map = 0; map < maps; map++)
        {
            Span<double> plane = output.AsSpan(map * scene.Band, scene.Band);
            for (int channel = 0; channel < channels; channel++)
            {
                ReadOnlySpan<double> from = input.AsSpan(channel * scene.Band, scene.Band);
                for (int tap = 0; tap < Window; tap++) { Add(plane, from, tap / 3 - 1, tap % 3 - 1, random.NextGaussian(), scene); }
            }
            Squash(plane);
        }
        return output;
    }

    private static void Add(Span<double> to, ReadOnlySpan<double> from, int down, int across, double weight, Scene scene)
    {
        for (int row = Math.Max(0, -down); row < Math.Min(scene.Height, scene.Height - down); row++)
        {
            for (int column = Math.Max(0, -across); column < Math.Min(scene.Width, scene.Width - across); column++)
            {
                to[row * scene.Width + column] += weight * from[(row + down) * scene.Width + column + across];
            }
        }
    }

    private static void Squash(Span<double> plane)
    {
        double sum = 0, squares = 0;
        foreach (double value in plane) { (sum, squares) = (sum + value, squares + value * value); }
        double mean = sum / plane.Length, deviation = Math.Sqrt(Math.Max(squares / plane.Length - mean * mean, 0)) + 1e-6;
        for (int i = 0; i < plane.Length; i++) { plane[i] = Math.Tanh((plane[i] - mean) / deviation); }
    }
}
