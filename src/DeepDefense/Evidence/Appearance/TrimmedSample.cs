namespace DeepDefense.Evidence.Appearance;

/// <summary>Mean and scale of each number of a sample that a fifth of outliers on either side do not move: trimmed and winsorized.</summary>
/// <remarks>Source: Yuen, "The two-sample trimmed t for unequal population variances", 1974.</remarks>
/// <param name="Mean">(...), of the middle three fifths.</param>
/// <param name="SquaredError">(...), the squared standard error of that mean.</param>
/// <param name="Deviation">(...), the winsorized standard deviation: to be compared with another one only, as it is smaller than that of
/// the whole sample.</param>
internal readonly record struct TrimmedSample(Tensor Mean, Tensor SquaredError, Tensor Deviation)
{
    // More than the wrong images among isolated ones; what Wilcox, "Introduction to Robust Estimation", recommends.
    private const double Share = 0.2;

    // Of pixels that are constant in both samples: a tenth of a level.
    private const double LeastSquaredError = 1e-4;

    /// <summary>The sample along the first dimension.</summary>
    /// <param name="values">(N, ...), float32.</param>
    internal static TrimmedSample Of(Tensor values)
    {
        long count = values.shape[0], cut = (long)(Share * count), kept = count - (2 * cut);
        // Each number's sample side by side: sorted along a far dimension it takes many times as long.
        Tensor sorted = values.movedim([0], [-1]).contiguous().sort(dim: -1).Values.movedim([-1], [0]);
        Tensor middle = sorted.narrow(0, cut, kept);
        Tensor mean = middle.mean([0L]);
        Tensor winsorizedMean = ((mean * kept) + ((sorted.select(0, cut) + sorted.select(0, cut + kept - 1)) * cut)) / count;
        Tensor squares = (middle - winsorizedMean).square().sum([0L])
            + (((sorted.select(0, cut) - winsorizedMean).square() + (sorted.select(0, cut + kept - 1) - winsorizedMean).square()) * cut);
        Tensor error = (squares / Math.Max(kept * (kept - 1), 1)).clamp(min: LeastSquaredError);
        return new TrimmedSample(mean, error, (squares / Math.Max(count - 1, 1)).sqrt());
    }

    /// <summary>How many standard errors the mean lies above another one; a standard normal number where both samples are of one kind.</summary>
    internal Tensor Above(TrimmedSample other) => (Mean - other.Mean) / (SquaredError + other.SquaredError).sqrt();
}
