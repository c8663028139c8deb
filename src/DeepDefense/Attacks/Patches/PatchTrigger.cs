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
        IReadOnlyList<PatchValue> patch = _options.ValuesOn(height, width);
        int imageSize = 3 * height * width;
        for (int start = 0; start < pixels.Length; start += imageSize)
        {
            Span<byte> image = pixels.Slice(start, imageSize);
            foreach ((int place, byte value) in patch) { image[place] = Cover(image[place], value); }
        }
    }
}
