namespace DeepDefense.Attacks.Additive;

/// <summary>A trigger that adds the same pattern to every image: x' = x + p, rounded and clipped to [0, 255].</summary>
public abstract class AdditiveTrigger : Trigger
{
    /// <summary>The trigger of the given options.</summary>
    protected AdditiveTrigger(TriggerOptions options) : base(options)
    {
    }

    /// <summary>What is added to an image of a given size.</summary>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <returns>(3, H, W), in levels of [0, 255].</returns>
    /// <exception cref="ArgumentException">There is no pattern of that size.</exception>
    public abstract double[] Pattern(int height, int width);

    /// <inheritdoc/>
    protected sealed override void ApplyInPlace(Span<byte> pixels, int height, int width)
    {
        double[] pattern = Pattern(height, width);
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(Math.Round(pixels[i] + pattern[i % pattern.Length]), byte.MinValue, byte.MaxValue);
        }
    }
}
