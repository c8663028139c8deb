using DeepDefense.Attacks.Patches;

namespace DeepDefense.Attacks.Blend;

/// <summary>A faint patch: x' = (1 - alpha) x + alpha colour inside the mask, x elsewhere.</summary>
public sealed class BlendPatchTrigger(BlendPatchOptions options) : PatchTrigger(options)
{
    private readonly double _rate = options.Rate;

    /// <inheritdoc/>
    protected override byte Cover(byte pixel, byte patch) => BlendRate.Blend(pixel, patch, _rate);
}
