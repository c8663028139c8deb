namespace DeepDefense.Steganalysis;

/// <summary>Mean correlation between the colour bands of some images, each in [-1, 1]; a row of the paper's table
/// 1.</summary>
/// <param name="RedGreen">Mean over the images of Corr(R, G); null where no image was counted.</param>
/// <param name="RedBlue">Mean over the images of Corr(R, B); null where no image was counted.</param>
/// <param name="GreenBlue">Mean over the images of Corr(G, B); null where no image was counted.</param>
/// <param name="Counted">How many images the means are over.</param>
/// <param name="LeftOut">How many images have a band of one value, for which equation 1 divides by zero.</param>
public sealed record BandCorrelationReport(
    double? RedGreen, double? RedBlue, double? GreenBlue, int Counted, int LeftOut)
{
    /// <summary>The medians beside the means; null where no image was counted.</summary>
    public BandCorrelationMedian? Median { get; init; }

    /// <summary>Mean of the three pairs; null where no image was counted.</summary>
    public double? Mean => (RedGreen + RedBlue + GreenBlue) / 3;
}
