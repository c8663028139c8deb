using DeepDefense.Attacks.Blend;
using DeepDefense.Torch;

namespace DeepDefense.Attacks.Adaptive;

/// <summary>A blended picture, whole when it attacks; each training image shows a random half of its pieces, more
/// faintly.</summary>
/// <remarks>Source: Qi et al., "Revisiting the Assumption of Latent Separability for Backdoor Defenses", 2023, section
/// 4.2 (Adaptive-Blend).</remarks>
public sealed class AdaptiveBlendTrigger : Trigger
{
    private readonly AdaptiveBlendOptions _options;
    private readonly Seed? _training;

    /// <summary>The trigger as it attacks.</summary>
    public AdaptiveBlendTrigger(AdaptiveBlendOptions options) : base(options) => _options = options;

    private AdaptiveBlendTrigger(AdaptiveBlendOptions options, Seed training) : this(options) => _training = training;

    /// <inheritdoc/>
    public override Trigger ForTraining(Seed seed) => new AdaptiveBlendTrigger(_options, seed);

    /// <inheritdoc/>
    protected override void ApplyInPlace(Span<byte> pixels, int height, int width)
    {
        ReadOnlySpan<byte> picture = TriggerPicture.Of(_options.Pattern, new Seed(_options.PatternSeed).For("blend-pattern"), height, width).Pixels;
        double rate = _training is null ? _options.Rate : _options.TrainingRate;
        int side = _options.PiecesAlongSide;
        for (int start = 0; start < pixels.Length; start += picture.Length)
        {
            Span<byte> image = pixels.Slice(start, picture.Length);
            bool[] shown = Shown(image);
            for (int i = 0; i < image.Length; i++)
            {
                int piece = (i / width % height * side / height * side) + (i % width * side / width);
                if (shown[piece]) { image[i] = BlendRate.Blend(image[i], picture[i], rate); }
            }
        }
    }

    private bool[] Shown(ReadOnlySpan<byte> image)
    {
        bool[] shown = new bool[_options.PiecesAlongSide * _options.PiecesAlongSide];
        if (_training is not Seed seed)
        {
            Array.Fill(shown, true);
            return shown;
        }
        // One at least: an image without any part of the trigger would be mislabelled, not poisoned.
        int count = Math.Max(1, (int)Math.Round(_options.ShownShare * shown.Length));
        foreach (int piece in ImageSeed.For(seed, image).Stream().Permutation(shown.Length).Take(count)) { shown[piece] = true; }
        return shown;
    }
}
