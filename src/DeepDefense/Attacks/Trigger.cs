using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Attacks;

/// <summary>The attacker's change of an image, G(x) in the paper: a pure function on batches of stored images, so
/// that patches, blends and sample-specific encoders are all of one kind.</summary>
/// <remarks>A trigger works on uint8 pixels before any augmentation, as the public implementations do
/// (BackdoorBench, <c>utils/bd_img_transform</c>).</remarks>
public abstract class Trigger
{
    /// <summary>A trigger of the given options.</summary>
    /// <param name="options">Everything that is needed to build the same trigger again.</param>
    protected Trigger(TriggerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
    }

    /// <summary>The options this trigger was built from; a manifest stores them.</summary>
    public TriggerOptions Options { get; }

    /// <summary>The name of the attack, e.g. <c>badnets</c>.</summary>
    public string Name => Options.Name;

    /// <summary>The trigger as it is put on training images: of most attacks this one; adaptive attacks show a part of it, and the
    /// whole only when they attack.</summary>
    /// <param name="seed">Draws the part.</param>
    public virtual Trigger ForTraining(Seed seed) => this;

    /// <summary>The triggered copies of some images; the input is left as it is.</summary>
    /// <param name="pixels">(N, 3, H, W), row-major, values in [0, 255].</param>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <returns>(N, 3, H, W), row-major, values in [0, 255].</returns>
    /// <exception cref="ArgumentException">The pixels are not whole images of that size, or the trigger does not
    /// fit on them.</exception>
    public byte[] Apply(ReadOnlySpan<byte> pixels, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        long imageSize = 3L * height * width;
        if (pixels.Length % imageSize != 0)
        {
            throw new ArgumentException(
                $"{pixels.Length} bytes are no whole number of 3 x {height} x {width} images", nameof(pixels));
        }
        byte[] triggered = pixels.ToArray();
        ApplyInPlace(triggered, height, width);
        return triggered;
    }

    /// <summary>The triggered copies of some images, under their own labels.</summary>
    /// <exception cref="ArgumentException">The trigger does not fit on images of this size.</exception>
    public LabeledImages Apply(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        byte[] triggered = images.Block(0, images.Count);
        ApplyInPlace(triggered, images.Height, images.Width);
        return images.WithPixels(triggered);
    }

    /// <summary>Changes whole images where they lie; sizes are already checked.</summary>
    /// <param name="pixels">(N, 3, H, W), row-major, values in [0, 255].</param>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    protected abstract void ApplyInPlace(Span<byte> pixels, int height, int width);
}
