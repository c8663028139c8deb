using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>What a random change knows beside the image.</summary>
/// <param name="Pool">Other clean images, of the size of the image.</param>
/// <param name="Ease">How much of the weak end of each range is left out, in [0, 1]: 1 leaves the strongest alone.</param>
internal sealed record Scene(LabeledImages Pool, double Ease = 0)
{
    /// <summary>H, in pixels.</summary>
    internal int Height => Pool.Height;

    /// <summary>W, in pixels.</summary>
    internal int Width => Pool.Width;

    /// <summary>Pixels of one band: H W.</summary>
    internal int Band => Height * Width;

    /// <summary>A parameter between its weak and its strong end, the one or the other being the larger number.</summary>
    internal double Draw(RandomStream random, double weak, double strong) => strong + (1 - Ease) * random.NextDouble() * (weak - strong);

    /// <summary>A whole number between two ends, both included.</summary>
    internal int DrawWhole(RandomStream random, int weak, int strong) => (int)Math.Round(Draw(random, weak, strong));

    /// <summary>One of the other images: (3, H, W).</summary>
    internal ReadOnlySpan<byte> Other(RandomStream random) => Pool.Image(random.Next(Pool.Count));

    /// <summary>The nearest level that can be stored.</summary>
    internal static byte Level(double value) => (byte)Math.Clamp(Math.Round(value), byte.MinValue, byte.MaxValue);
}
