namespace DeepDefense.Imaging;

/// <summary>Many small images side by side in one picture.</summary>
public static class ContactSheet
{
    // White and black both stand out from it, so that a trigger in a corner is no cut-off corner.
    private const byte Background = 176;

    /// <summary>Lays images out in rows, on light grey, each pixel blown up to a square so that it stays visible.</summary>
    /// <param name="rows">The images, row by row; rows may differ in length. All images have one size.</param>
    /// <param name="scale">Side of a pixel's square, at least 1: no colour is mixed.</param>
    /// <param name="gap">Grey pixels between images and around them, at least 0.</param>
    /// <returns>One image; the shorter rows end in grey.</returns>
    /// <exception cref="ArgumentException">There is no image, or the sizes differ.</exception>
    public static RgbImage Compose(IReadOnlyList<IReadOnlyList<RgbImage>> rows, int scale, int gap)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        RgbImage first = rows.SelectMany(row => row).FirstOrDefault()
            ?? throw new ArgumentException("a contact sheet needs at least one image", nameof(rows));
        (int stepY, int stepX) = (checked(first.Height * scale + gap), checked(first.Width * scale + gap));
        int height = checked(rows.Count * stepY + gap);
        int width = checked(rows.Max(row => row.Count) * stepX + gap);
        byte[] sheet = new byte[checked(3 * height * width)];
        Array.Fill(sheet, Background);
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < rows[row].Count; column++)
            {
                RgbImage tile = rows[row][column];
                if ((tile.Height, tile.Width) != (first.Height, first.Width))
                {
                    throw new ArgumentException($"image {column} of row {row} is {tile.Width} x {tile.Height} pixels, "
                        + $"the first one {first.Width} x {first.Height}", nameof(rows));
                }
                Paint(tile, scale, sheet, height, width, top: gap + row * stepY, left: gap + column * stepX);
            }
        }
        return new RgbImage(height, width, sheet);
    }

    private static void Paint(RgbImage tile, int scale, byte[] sheet, int height, int width, int top, int left)
    {
        for (int planeRow = 0; planeRow < 3 * tile.Height; planeRow++)
        {
            (int plane, int y) = (planeRow / tile.Height, planeRow % tile.Height);
            ReadOnlySpan<byte> from = tile.Pixels.Slice(planeRow * tile.Width, tile.Width);
            int start = (plane * height + top + y * scale) * width + left;
            Span<byte> line = sheet.AsSpan(start, tile.Width * scale);
            for (int x = 0; x < tile.Width; x++)
            {
                line.Slice(x * scale, scale).Fill(from[x]);
            }
            for (int copy = 1; copy < scale; copy++)
            {
                line.CopyTo(sheet.AsSpan(start + copy * width));
            }
        }
    }
}
