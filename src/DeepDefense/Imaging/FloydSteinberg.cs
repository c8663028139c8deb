namespace DeepDefense.Imaging;

/// <summary>Error diffusion: Floyd and Steinberg, "An adaptive algorithm for spatial grey scale", 1976; row by row, from the left.</summary>
internal static class FloydSteinberg
{
    /// <summary>Spreads the error of a pixel over the four neighbours that are still to come.</summary>
    /// <param name="band">(H, W), what the errors are added to.</param>
    /// <param name="place">The pixel.</param>
    /// <param name="width">W.</param>
    /// <param name="error">What was wanted less what was given.</param>
    internal static void Spread(Span<double> band, int place, int width, double error)
    {
        bool left = place % width > 0, right = place % width < width - 1, below = place + width < band.Length;
        if (right) { band[place + 1] += error * 7 / 16; }
        if (below && left) { band[place + width - 1] += error * 3 / 16; }
        if (below) { band[place + width] += error * 5 / 16; }
        if (below && right) { band[place + width + 1] += error * 1 / 16; }
    }
}
