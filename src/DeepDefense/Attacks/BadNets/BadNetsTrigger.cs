using DeepDefense.Attacks.Patches;

namespace DeepDefense.Attacks.BadNets;

/// <summary>A patch of one colour over the image: x' = colour inside the mask, x elsewhere.</summary>
/// <remarks>Source: Gu et al., "BadNets", 2017; as the paper sets it, section 5.1. The patch overwrites, as in
/// BackdoorBench, <c>utils/bd_img_transform/patch.py</c>.</remarks>
public sealed class BadNetsTrigger(BadNetsOptions options) : PatchTrigger(options)
{
    /// <inheritdoc/>
    protected override byte Cover(byte pixel, byte patch) => patch;
}
