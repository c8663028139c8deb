using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Training;

/// <summary>One placement of an image: turned over its diagonal, mirrored, shifted over black.</summary>
/// <param name="Transpose">Whether rows and columns change places; needs a square image.</param>
/// <param name="FlipRows">Whether it is mirrored top to bottom.</param>
/// <param name="FlipColumns">Whether it is mirrored left to right.</param>
/// <param name="ShiftRows">Pixels down.</param>
/// <param name="ShiftColumns">Pixels to the right.</param>
internal readonly record struct ImageTransform(bool Transpose, bool FlipRows, bool FlipColumns, int ShiftRows, int ShiftColumns)
{
    private const int CropShare = 8;

    /// <summary>The eight turns and mirrorings of a square, the identity first.</summary>
    internal static IReadOnlyList<ImageTransform> Dihedral { get; } =
        [.. Enumerable.Range(0, 8).Select(bits => new ImageTransform((bits & 4) != 0, (bits & 2) != 0, (bits & 1) != 0, 0, 0))];

    /// <summary>Left and right change places.</summary>
    internal static ImageTransform Mirror => new(false, false, true, 0, 0);

    /// <summary>Draws the placement of one image.</summary>
    internal static ImageTransform Draw(Augmentation augmentation, int height, int width, RandomStream random) => augmentation switch
    {
        Augmentation.Flip => new(false, false, random.Next(2) == 1, 0, 0),
        Augmentation.CropFlip => new(false, false, random.Next(2) == 1, Shift(height, random), Shift(width, random)),
        Augmentation.Dihedral => Dihedral[random.Next(height == width ? 8 : 4)],
        _ => default,
    };

    /// <summary>Places one image.</summary>
    /// <param name="from">(3, H, W).</param>
    /// <param name="to">(3, H, W), black where nothing lands.</param>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    internal void Apply(ReadOnlySpan<byte> from, Span<byte> to, int height, int width)
    {
        if (this == default)
        {
            from.CopyTo(to);
            return;
        }
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                int y = row - ShiftRows, x = column - ShiftColumns;
                if (y < 0 || y >= height || x < 0 || x >= width) { continue; }
                y = FlipRows ? height - 1 - y : y;
                x = FlipColumns ? width - 1 - x : x;
                int source = Transpose ? x * width + y : y * width + x;
                int target = row * width + column;
                for (int band = 0; band < 3; band++) { to[band * height * width + target] = from[band * height * width + source]; }
            }
        }
    }

    /// <summary>Places every image.</summary>
    internal LabeledImages Apply(LabeledImages images)
    {
        byte[] pixels = new byte[checked(images.Count * images.ImageSize)];
        for (int i = 0; i < images.Count; i++)
        {
            Apply(images.Image(i), pixels.AsSpan(i * images.ImageSize, images.ImageSize), images.Height, images.Width);
        }
        return images.WithPixels(pixels);
    }

    private static int Shift(int side, RandomStream random) => random.Next(2 * (side / CropShare) + 1) - side / CropShare;
}
