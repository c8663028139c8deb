using DeepDefense.Torch.Serialization;

namespace DeepDefense.Attacks.Ssba;

/// <summary>Hides one secret in every image by a faint change that differs from image to image.</summary>
/// <remarks>Source: Li et al., "Invisible Backdoor Attack with Sample-Specific Triggers", 2021; as the paper sets it,
/// section 5.1. It owns nothing: the encoder is read when it is needed, on the CPU, and freed.</remarks>
public sealed class SsbaTrigger : Trigger
{
    private readonly SsbaOptions _options;

    /// <summary>The trigger of the given options.</summary>
    public SsbaTrigger(SsbaOptions options) : base(options) => _options = options;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The images are not of the encoder's size, or the secret is too long for
    /// it.</exception>
    /// <exception cref="ModelFormatException">The file is not an encoder.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    protected override void ApplyInPlace(Span<byte> pixels, int height, int width)
    {
        using SsbaEncoder encoder = SsbaEncoder.Load(_options.Encoder, torch.CPU);
        if ((encoder.Height, encoder.Width) != (height, width))
        {
            throw new ArgumentException($"images of {width} x {height} pixels; the encoder {_options.Encoder} is for "
                + $"{encoder.Width} x {encoder.Height}");
        }
        bool[] secret = SecretCode.Of(encoder.Bits).Encode(_options.Secret);
        int images = pixels.Length / (3 * height * width);
        bool[] bits = [.. Enumerable.Repeat(secret, images).SelectMany(bit => bit)];
        encoder.Embed(pixels, bits).CopyTo(pixels);
    }
}
