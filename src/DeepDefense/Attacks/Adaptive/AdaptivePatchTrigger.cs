using DeepDefense.Attacks.Blend;
using DeepDefense.Attacks.Patches;
using DeepDefense.Torch;

namespace DeepDefense.Attacks.Adaptive;

/// <summary>A patch of random colours in each corner when it attacks; each training image has one of the four, half
/// transparent.</summary>
/// <remarks>Source: Qi et al., "Revisiting the Assumption of Latent Separability for Backdoor Defenses", 2023, section
/// 4.2 (Adaptive-Patch). The authors' patches are pictures; these are drawn.</remarks>
public sealed class AdaptivePatchTrigger : Trigger
{
    private static readonly TriggerPosition[] Corners =
        [TriggerPosition.LowerRight, TriggerPosition.LowerLeft, TriggerPosition.UpperRight, TriggerPosition.UpperLeft];

    private readonly AdaptivePatchOptions _options;
    private readonly Seed? _training;

    /// <summary>The trigger as it attacks.</summary>
    public AdaptivePatchTrigger(AdaptivePatchOptions options) : base(options) => _options = options;

    private AdaptivePatchTrigger(AdaptivePatchOptions options, Seed training) : this(options) => _training = training;

    /// <inheritdoc/>
    public override Trigger ForTraining(Seed seed) => new AdaptivePatchTrigger(_options, seed);

    /// <inheritdoc/>
    protected override void ApplyInPlace(Span<byte> pixels, int height, int width)
    {
        PatchValue[][] patches = [.. Corners.Select((_, corner) => Patch(corner, height, width))];
        double rate = _training is null ? 1 : _options.TrainingRate;
        int imageSize = 3 * height * width;
        for (int start = 0; start < pixels.Length; start += imageSize)
        {
            Span<byte> image = pixels.Slice(start, imageSize);
            PatchValue[][] shown = _training is Seed seed ? [patches[ImageSeed.For(seed, image).Stream().Next(patches.Length)]] : patches;
            foreach (PatchValue[] patch in shown)
            {
                foreach ((int place, byte value) in patch) { image[place] = BlendRate.Blend(image[place], value, rate); }
            }
        }
    }

    private PatchValue[] Patch(int corner, int height, int width)
    {
        int side = _options.Side ?? Math.Max(1, Math.Min(height, width) / 8);
        (int top, int left) = Corners[corner].Place(side, side, height, width);
        RandomStream random = new Seed(_options.PatternSeed).For("adaptive-patch", corner).Stream();
        return [.. Enumerable.Range(0, 3 * side * side).Select(i => new PatchValue(
            (((i / (side * side) * height) + top + (i / side % side)) * width) + left + (i % side),
            random.Next(2) == 0 ? byte.MinValue : byte.MaxValue))];
    }
}
