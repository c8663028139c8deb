using DeepDefense.Torch;

namespace DeepDefense.Attacks.WaNet;

/// <summary>Warps every image by the same smooth field, less than a pixel.</summary>
/// <remarks>Source: Nguyen and Tran, "WaNet - Imperceptible Warping-based Backdoor Attack", 2021, section 3: a grid of k x k
/// random shifts, normalised by their mean absolute value, upsampled bicubically, and sampled bilinearly. The pixels are
/// rounded to levels, as they are stored. The authors also train on images under random other warps (noise mode), which is no
/// part of the trigger.</remarks>
public sealed class WaNetTrigger(WaNetOptions options) : Trigger(options)
{
    private readonly WaNetOptions _options = options;

    /// <inheritdoc/>
    protected override void ApplyInPlace(Span<byte> pixels, int height, int width)
    {
        RandomStream random = new Seed(_options.PatternSeed).For("wanet").Stream();
        float[] control = [.. Enumerable.Range(0, 2 * _options.GridSize * _options.GridSize).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        new ElasticWarp(control, _options.Strength, _options.GridRescale).Apply(pixels, height, width);
    }
}
