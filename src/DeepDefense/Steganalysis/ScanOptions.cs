namespace DeepDefense.Steganalysis;

/// <summary>How a training set is scanned: step 3 of Algorithm 1.</summary>
public sealed record ScanOptions
{
    /// <summary>Share of clean images that may be flagged, in (0, 1). Default 0.01.</summary>
    public double FalsePositiveRate { get; init => field = Require.OpenUnit(value); } = 0.01;

    /// <summary>Largest share of the training set that is isolated, rho in the paper, in (0, 1). Default 0.04.</summary>
    public double IsolationRate { get; init => field = Require.OpenUnit(value); } = 0.04;

    /// <summary>Which flagged images are isolated. Default <see cref="IsolationRule.Ranked"/>.</summary>
    public IsolationRule Rule { get; init; } = IsolationRule.Ranked;

    /// <summary>Whether labels help: when most flagged images share one, half of the allowed false positives are
    /// spent among the images of that label. Default true.</summary>
    public bool UseLabels { get; init; } = true;
}
