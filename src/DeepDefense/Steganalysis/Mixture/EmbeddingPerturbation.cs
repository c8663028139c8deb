using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>What classical steganography leaves: a message in the lowest bits, or one level or two up or down, on 10 % to all of the values.</summary>
internal sealed class EmbeddingPerturbation : IPerturbation
{
    private const double LeastRate = 0.1;

    /// <summary>Levels.</summary>
    internal const int MostChange = 2;

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        double rate = scene.Draw(random, LeastRate, 1);
        int change = random.Next(MostChange + 1); // 0: the lowest bit is replaced
        for (int i = 0; i < pixels.Length; i++)
        {
            if (random.NextDouble() >= rate) { continue; }
            int bit = random.Next(2);
            pixels[i] = change == 0 ? (byte)(pixels[i] & ~1 | bit) : Scene.Level(pixels[i] + change * (2 * bit - 1));
        }
    }
}
