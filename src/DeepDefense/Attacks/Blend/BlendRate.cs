namespace DeepDefense.Attacks.Blend;

/// <summary>x' = (1 - alpha) x + alpha t on stored pixels.</summary>
/// <remarks>Source: the paper, section 4.1.1, after Chen et al., "Targeted Backdoor Attacks on Deep Learning Systems
/// Using Data Poisoning", 2017. The sum is cut off to a whole number, as in BackdoorBench,
/// <c>utils/bd_img_transform/blended.py</c>.</remarks>
internal static class BlendRate
{
    /// <summary>The paper's alpha (section 5.1).</summary>
    internal const double Published = 0.2;

    // 0.7 x 1 + 0.3 x 31 is 10 on paper and a little less in doubles; it must not be cut off to 9.
    private const double RoundingError = 1e-9;

    /// <summary>One blended value, in [0, 255].</summary>
    /// <param name="pixel">x, in [0, 255].</param>
    /// <param name="trigger">t, in [0, 255].</param>
    /// <param name="rate">alpha, in (0, 1].</param>
    internal static byte Blend(byte pixel, byte trigger, double rate) =>
        (byte)((1 - rate) * pixel + rate * trigger + RoundingError);
}
