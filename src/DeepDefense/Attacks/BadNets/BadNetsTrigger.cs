namespace DeepDefense.Attacks.BadNets;

/// <summary>A patch of one colour over the image: x' = colour inside the mask, x elsewhere.</summary>
/// <remarks>Source: Gu et al., "BadNets", 2017; as the paper sets it, section 5.1. The patch overwrites, as in
/// BackdoorBench, <c>utils/bd_img_transform/patch.py</c>.</remarks>
public sealed class BadNetsTrigger : Trigger
{
    private readonly BadNetsOptions _options;

    /// <summary>The trigger of the given options.</summary>
    public BadNetsTrigger(BadNetsOptions options) : base(options) => _options = options;

    /// <summary>The pixels that the patch covers on an image of a given size.</summary>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <returns>Ascending positions row x W + column in one band.</returns>
    /// <exception cref="ArgumentException">The patch does not fit on the image.</exception>
    public IReadOnlyList<int> CoveredPixels(int height, int width)
    {
        PatchMask mask = PatchMask.Of(_options.Shape, _options.SideOn(height, width));
        (int top, int left) = _options.Position.Place(mask.Height, mask.Width, height, width);
        List<int> covered = [];
        for (int row = 0; row < mask.Height; row++)
        {
            for (int column = 0; column < mask.Width; column++)
            {
                if (mask.Covers(row, column)) { covered.Add(((top + row) * width) + left + column); }
            }
        }
        return covered;
    }

    /// <inheritdoc/>
    protected override void ApplyInPlace(Span<byte> pixels, int height, int width)
    {
        IReadOnlyList<int> covered = CoveredPixels(height, width);
        ReadOnlySpan<byte> color = [_options.Color.Red, _options.Color.Green, _options.Color.Blue];
        int bandSize = height * width;
        // Bands follow each other, red, green, blue, through the whole batch.
        for (int band = 0; band < pixels.Length / bandSize; band++)
        {
            Span<byte> plane = pixels.Slice(band * bandSize, bandSize);
            foreach (int pixel in covered) { plane[pixel] = color[band % 3]; }
        }
    }
}
