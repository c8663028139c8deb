namespace DeepDefense.Attacks.Additive;

/// <summary>Raises one middle and the highest frequency of the chroma bands U and V in each block of 32 x 32 pixels:
/// coefficients (15, 15) and (31, 31). Images that are smaller are one block, with its coefficients at the same share of the band;
/// what is left over at the lower and right edge stays as it is.</summary>
/// <remarks>Source: Wang et al., "An Invisible Black-Box Backdoor Attack Through Frequency Domain", 2022 (FTrojan, 2021). The
/// transforms, to YUV (BT.601) and the DCT, are linear, so that the change of a coefficient is a pattern that is added to the
/// pixels. The authors round to whole numbers in YUV as well; here only RGB is rounded.</remarks>
public sealed class FTrojanTrigger(FTrojanOptions options) : AdditiveTrigger(options)
{
    private const int LargestBlock = 32;

    // R = Y + V / 0.877, B = Y + U / 0.492, and Y = 0.299 R + 0.587 G + 0.114 B stays, with the same change of U and V.
    private const double Red = 1 / 0.877, Blue = 1 / 0.492, Green = -((0.299 * Red) + (0.114 * Blue)) / 0.587;

    private readonly double _magnitude = options.Magnitude;

    /// <inheritdoc/>
    public override double[] Pattern(int height, int width)
    {
        int side = Math.Min(LargestBlock, Math.Min(height, width));
        double[] block = new double[side * side];
        foreach (int place in new[] { (side + 1) / 2 - 1, side - 1 })
        {
            // The factor makes the transform orthonormal; that of a mean, which only a block of one pixel has, is half of it.
            Cosines.Add(block, side, place, place, _magnitude * (place == 0 ? 1.0 : 2.0) / side);
        }
        double[] pattern = new double[3 * height * width];
        double[] weights = [Red, Green, Blue];
        (int bottom, int right) = (height / side * side, width / side * side);
        for (int i = 0; i < pattern.Length; i++)
        {
            (int row, int column) = (i / width % height, i % width);
            if (row < bottom && column < right) { pattern[i] = weights[i / (height * width)] * block[(row % side * side) + (column % side)]; }
        }
        return pattern;
    }
}
