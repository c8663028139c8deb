namespace DeepDefense.Attacks.Additive;

/// <summary>Vertical waves over the whole image: v(i, j) = delta sin(2 pi j f / W) in row i and column j of each band.</summary>
/// <remarks>Source: Barni, Kallas and Tondi, "A New Backdoor Attack in CNNs by Training Set Corruption Without Label
/// Poisoning", 2019, equation 1.</remarks>
public sealed class SigTrigger(SigOptions options) : AdditiveTrigger(options)
{
    private readonly SigOptions _options = options;

    /// <inheritdoc/>
    public override double[] Pattern(int height, int width) => [.. Enumerable.Range(0, 3 * height * width)
        .Select(i => _options.Amplitude * Math.Sin(2 * Math.PI * (i % width) * _options.Frequency / width))];
}
