namespace DeepDefense.Paper.Stages;

/// <summary>A detector's scores of images that it never saw, clean and triggered: the paper's test pairs (section 5.2).
/// </summary>
/// <param name="Clean">(N), log-odds of being poisoned.</param>
/// <param name="Triggered">(N), of the same images with the trigger on.</param>
/// <param name="Moved">(N), mean change of the pixel values that the trigger changed, in levels; 0 where it changed
/// none.</param>
/// <param name="ThresholdAt01">Threshold of a false-positive rate of 0.01, from the detector's own held-out images.</param>
public sealed record PairScores(double[] Clean, double[] Triggered, double[] Moved, double ThresholdAt01);
