using DeepDefense.Torch;

namespace DeepDefense.Steganalysis;

/// <summary>The 30 high-pass filters of the spatial rich model: Fridrich and Kodovsky, "Rich Models for
/// Steganalysis of Digital Images", 2012, as whole numbers over a divisor. Each sums to 0, its centre to -1.
/// Source of the order: tansq/WISERNet, filler.hpp, class SrmFiller.</summary>
public static class SrmFilters
{
    /// <summary>Number of filters.</summary>
    public const int Count = 30;

    /// <summary>Side of a filter, in pixels.</summary>
    public const int Side = 5;

    private const int Area = Side * Side;

    // Divisor, then 5 x 5 whole numbers, row-major.
    private static readonly (int Divisor, sbyte[] Rows)[] Table =
    [
        (1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (1, [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
        (1, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
        (1, [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
        (2, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (2, [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, -2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
        (2, [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, -2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
        (2, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, -2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
        (3, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -3, 3, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (3, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 3, -3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (3, [0, 0, -1, 0, 0, 0, 0, 3, 0, 0, 0, 0, -3, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
        (3, [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, -3, 0, 0, 0, 0, 3, 0, 0, 0, 0, -1, 0, 0]),
        (3, [0, 0, 0, 0, -1, 0, 0, 0, 3, 0, 0, 0, -3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
        (3, [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, -3, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, -1]),
        (3, [-1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, -3, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
        (3, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, -3, 0, 0, 0, 3, 0, 0, 0, -1, 0, 0, 0, 0]),
        (4, [0, 0, 0, 0, 0, 0, 0, 2, -1, 0, 0, 0, -4, 2, 0, 0, 0, 2, -1, 0, 0, 0, 0, 0, 0]),
        (4, [0, 0, 0, 0, 0, 0, -1, 2, 0, 0, 0, 2, -4, 0, 0, 0, -1, 2, 0, 0, 0, 0, 0, 0, 0]),
        (4, [0, 0, 0, 0, 0, 0, -1, 2, -1, 0, 0, 2, -4, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (4, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, -4, 2, 0, 0, -1, 2, -1, 0, 0, 0, 0, 0, 0]),
        (4, [0, 0, 0, 0, 0, 0, -1, 2, -1, 0, 0, 2, -4, 2, 0, 0, -1, 2, -1, 0, 0, 0, 0, 0, 0]),
        (12, [0, 0, -2, 2, -1, 0, 0, 8, -6, 2, 0, 0, -12, 8, -2, 0, 0, 8, -6, 2, 0, 0, -2, 2, -1]),
        (12, [-1, 2, -2, 0, 0, 2, -6, 8, 0, 0, -2, 8, -12, 0, 0, 2, -6, 8, 0, 0, -1, 2, -2, 0, 0]),
        (12, [-1, 2, -2, 2, -1, 2, -6, 8, -6, 2, -2, 8, -12, 8, -2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (12, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -2, 8, -12, 8, -2, 2, -6, 8, -6, 2, -1, 2, -2, 2, -1]),
        (12, [-1, 2, -2, 2, -1, 2, -6, 8, -6, 2, -2, 8, -12, 8, -2, 2, -6, 8, -6, 2, -1, 2, -2, 2, -1]),
    ];

    /// <summary>The filters as one weight.</summary>
    /// <param name="bands">How often they are repeated, once a colour band.</param>
    /// <returns>(30 bands, 1, 5, 5), float32, row-major.</returns>
    public static float[] Weights(int bands)
    {
        float[] weights = new float[bands * Count * Area];
        for (int i = 0; i < weights.Length; i++)
        {
            (int divisor, sbyte[] rows) = Table[i / Area % Count];
            weights[i] = (float)rows[i % Area] / divisor;
        }
        return weights;
    }

    /// <summary>Fills a convolution of one input channel a group, (30 bands, 1, 5, 5), with the filters.</summary>
    internal static void Fill(Tensor weight, Seed seed)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int bands = checked((int)(weight.shape[0] / Count));
        weight.copy_(Weights(bands).ToTensor(weight.shape));
    }
}
