using DeepDefense.Mitigation.FineTuning;

namespace DeepDefense.Mitigation.NeuralCleanse;

/// <summary>How triggers are guessed from the network and unlearned: Wang et al., "Neural Cleanse", S&amp;P 2019. The defaults are those of
/// BackdoorBench (<c>config/defense/nc/config.yaml</c>), but for <see cref="SearchSteps"/>.</summary>
public sealed record NeuralCleanseOptions
{
    /// <summary>Steps of the search for the trigger of each class, at least 1. Default 1000; BackdoorBench goes ten times over all training
    /// images, which are not at hand here.</summary>
    public int SearchSteps { get; init => field = Require.AtLeast(value, 1); } = 1000;

    /// <summary>Images a step of the search, at least 1. Default 64.</summary>
    public int SearchBatchSize { get; init => field = Require.AtLeast(value, 1); } = 64;

    /// <summary>Learning rate of the search, for Adam, above 0. Default 0.1.</summary>
    public double SearchRate { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>Share of the images that a trigger has to turn into its class, in (0, 1). Default 0.98.</summary>
    public double SuccessRate { get; init => field = Require.OpenUnit(value); } = 0.98;

    /// <summary>First weight of the size of the trigger beside the cross-entropy, above 0. Default 0.001.</summary>
    public double FirstCost { get; init => field = Require.Positive(value); } = 0.001;

    /// <summary>By what the weight rises where the trigger succeeds, above 1; where it fails the weight falls by its power of 1.5. Default
    /// 2.</summary>
    public double CostFactor
    {
        get;
        init => field = value > 1 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(CostFactor), value, "must be above 1");
    } = 2;

    /// <summary>Passes over the clean images in a row after which the weight is changed, at least 1. Default 5.</summary>
    public int Patience { get; init => field = Require.AtLeast(value, 1); } = 5;

    /// <summary>Classes are suspected whose trigger is smaller than the median by more than so many deviations (1.4826 MAD), above 0. Default
    /// 2.</summary>
    public double AnomalyIndex { get; init => field = Require.Positive(value); } = 2;

    /// <summary>Share of the images of a batch that get the trigger while the network unlearns it, in (0, 1); at least one of them. Default
    /// 0.2.</summary>
    public double StampedShare { get; init => field = Require.OpenUnit(value); } = 0.2;

    /// <summary>How it is unlearned. Default as fine-tuning.</summary>
    public FineTuningOptions Tuning { get; init; } = new();
}
