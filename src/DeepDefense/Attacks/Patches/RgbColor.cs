namespace DeepDefense.Attacks.Patches;

/// <summary>One stored pixel.</summary>
/// <param name="Red">In [0, 255].</param>
/// <param name="Green">In [0, 255].</param>
/// <param name="Blue">In [0, 255].</param>
public readonly record struct RgbColor(byte Red, byte Green, byte Blue)
{
    /// <summary>255 in every band.</summary>
    public static RgbColor White { get; } = Gray(255);

    /// <summary>The same value in every band.</summary>
    /// <param name="value">In [0, 255].</param>
    public static RgbColor Gray(byte value) => new(value, value, value);
}
