using DeepDefense.Torch;

namespace DeepDefense.Mitigation.AntiBackdoorLearning;

/// <summary>The two ideas of the isolation: hold the loss up, then take the images whose loss is low all the same.</summary>
internal static class LossIsolation
{
    /// <summary>The loss of a batch before the turning epoch.</summary>
    /// <param name="mean">Mean cross-entropy of the batch, a scalar.</param>
    /// <param name="options">The objective and its level.</param>
    internal static Tensor Loss(Tensor mean, AntiBackdoorLearningOptions options) =>
        options.Objective == IsolationObjective.Flooding
            ? (mean - options.LossLevel).abs() + options.LossLevel
            : mean * (mean.ToNumber() < options.LossLevel ? -1 : 1); // a loss that is NaN stays one, and the loop says so

    /// <summary>round(rate N).</summary>
    /// <exception cref="ArgumentException">That is no image, or all of them.</exception>
    internal static int Count(int images, double rate)
    {
        int count = (int)Math.Round(rate * images, MidpointRounding.AwayFromZero);
        return count >= 1 && count < images ? count : throw new ArgumentException(
            $"isolation rate {rate} of {images} images is {count}; expected 1 to {images - 1}", nameof(rate));
    }

    /// <summary>The images of the lowest losses, the lowest first; of equal losses the earlier image.</summary>
    internal static int[] Lowest(double[] losses, int count) =>
        [.. Enumerable.Range(0, losses.Length).OrderBy(i => losses[i]).Take(count)];
}
