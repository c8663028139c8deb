namespace DeepDefense.Attacks.Patches;

/// <summary>A trigger that changes the pixels under a patch, each by itself, and no other.</summary>
public abstract class PatchTrigger : Trigger
{
    private readonly PatchOptions _options;

    /// <summary>The trigger of the given options.</summary>
    protected PatchTrigger(PatchOptions options) : base(options) => _options = options;

    /// <summary>What a pixel under the patch becomes, in one band.</summary>
    /// <param name="pixel">The image's value, in [0, 255].</param>
    /// <param name="patch">The patch's value, in [0, 255].</param>
    protected abstract byte Cover(byte pixel, byte patch);

    /// <inheritdoc/>
    protected sealed override void ApplyInPlace(Span<byte> pixels, int height, int width)
    {
        IReadOnlyList<int> covered = _options.CoveredPixels(height, width);
        ReadOnlySpan<byte> color = [_options.Color.Red, _options.Color.Green, _options.Color.Blue];
        int bandSize = height * width;
        // Bands follow each other, red, green, blue, through the whole batch.
        for (int band = 0; band < pixels.Length / bandSize; band++)
        {
            Span<byte> plane = pixels.Slice(band * bandSize, bandSize);
            foreach (int pixel in covered) { plane[pixel] = Cover(plane[pixel], color[band % 3]); }
        }
    }
}
