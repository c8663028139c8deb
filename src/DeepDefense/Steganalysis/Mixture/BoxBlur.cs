namespace DeepDefense.Steganalysis.Mixture;

/// <summary>Means over squares.</summary>
internal static class BoxBlur
{
    /// <param name="pixels">(3, H, W).</param>
    /// <param name="scene">The size of the image.</param>
    /// <param name="radius">Pixels from the middle of a square to its edge, at least 0; at a border the square is cut off.</param>
    /// <returns>(3, H, W).</returns>
    internal static double[] Of(ReadOnlySpan<byte> pixels, Scene scene, int radius)
    {
        double[] blurred = new double[pixels.Length];
        for (int i = 0; i < blurred.Length; i++)
        {
            (int row, int column) = Math.DivRem(i % scene.Band, scene.Width);
            (int top, int bottom) = (Math.Max(row - radius, 0), Math.Min(row + radius, scene.Height - 1));
            (int left, int right) = (Math.Max(column - radius, 0), Math.Min(column + radius, scene.Width - 1));
            int sum = 0, first = i / scene.Band * scene.Band;
            for (int y = top; y <= bottom; y++)
            {
                foreach (byte value in pixels.Slice(first + y * scene.Width + left, right - left + 1)) { sum += value; }
            }
            blurred[i] = (double)sum / ((bottom - top + 1) * (right - left + 1));
        }
        return blurred;
    }
}
