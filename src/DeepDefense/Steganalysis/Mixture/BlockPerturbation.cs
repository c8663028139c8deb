using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>A block of 1 to 8 pixels a side, half of them near a corner, where attackers put theirs: one colour, a checker of two, or
/// noise; opaque, or of opacity 0.2 to 1.</summary>
internal sealed class BlockPerturbation : IPerturbation
{
    private const int LargestSide = 8;
    private const int CornerMargin = 3;
    private const double LeastOpacity = 0.2;

    private enum Fill { Plain, Checker, Noise }

    /// <inheritdoc/>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random)
    {
        int height = Math.Min(scene.DrawWhole(random, 1, LargestSide), scene.Height), width = Math.Min(scene.DrawWhole(random, 1, LargestSide), scene.Width);
        bool inCorner = random.Next(2) == 0;
        (int top, int left) = (Place(scene.Height - height, inCorner, random), Place(scene.Width - width, inCorner, random));
        double opacity = random.Next(2) == 0 ? 1 : scene.Draw(random, LeastOpacity, 1);
        Fill fill = (Fill)random.Next(3);
        ReadOnlySpan<byte> first = Colour(random), second = Colour(random);
        for (int band = 0; band < 3; band++)
        {
            for (int i = 0; i < height * width; i++)
            {
                (int row, int column) = Math.DivRem(i, width);
                double cover = fill switch
                {
                    Fill.Noise => random.Next(256),
                    Fill.Checker when (row + column) % 2 == 1 => second[band],
                    _ => first[band],
                };
                ref byte pixel = ref pixels[band * scene.Band + (top + row) * scene.Width + left + column];
                pixel = Scene.Level(double.Lerp(pixel, cover, opacity));
            }
        }
    }

    private static int Place(int room, bool inCorner, RandomStream random)
    {
        if (!inCorner) { return random.Next(room + 1); }
        int margin = Math.Min(random.Next(CornerMargin + 1), room);
        return random.Next(2) == 0 ? margin : room - margin;
    }

    // Attackers like white and black; the other half is any colour.
    private static byte[] Colour(RandomStream random) => random.Next(4) switch
    {
        0 => [byte.MaxValue, byte.MaxValue, byte.MaxValue],
        1 => [0, 0, 0],
        _ => [(byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)],
    };
}
