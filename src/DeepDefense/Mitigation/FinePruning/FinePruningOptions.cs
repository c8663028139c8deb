using DeepDefense.Training;

namespace DeepDefense.Mitigation.FinePruning;

/// <summary>How a network is fine-pruned: Liu et al., "Fine-Pruning", 2018. The defaults are those of
/// <see cref="Original"/>.</summary>
public sealed record FinePruningOptions
{
    /// <summary>As its authors: pruned until the accuracy on clean validation images has fallen, then fine-tuned. Numbers
    /// that they give for other networks only are BackdoorBench's (<c>config/defense/fp/cifar10.yaml</c>).</summary>
    public static FinePruningOptions Original { get; } = new();

    /// <summary>As the paper's section 5.4: 60 % of the last convolution, whatever the accuracy. It mentions no
    /// fine-tuning, and its table 6 shows the effect of none.</summary>
    public static FinePruningOptions Paper { get; } = new() { Share = 0.6, FineTuningEpochs = 0 };

    /// <summary>Where channels are pruned. Default <see cref="PrunedLayer.LastConvolution"/>.</summary>
    public PrunedLayer Layer { get; init; }

    /// <summary>Share of the channels that is pruned, in (0, 1), or null (default): as many as
    /// <see cref="AccuracyFall"/> allows.</summary>
    public double? Share { get; init => field = value is double share ? Require.OpenUnit(share) : null; }

    /// <summary>Largest fall of the accuracy on validation images, as a share of what it was, in [0, 1]. Default
    /// 0.04.</summary>
    public double AccuracyFall { get; init => field = Require.ClosedUnit(value); } = 0.04;

    /// <summary>Share of the channels from one measurement of the accuracy to the next, in (0, 1); at least one channel.
    /// Default 0.01.</summary>
    public double StepShare { get; init => field = Require.OpenUnit(value); } = 0.01;

    /// <summary>Share of the clean images of each class that the accuracy is measured on; the others rank the channels
    /// and fine-tune. In (0, 1). Default 0.25.</summary>
    public double ValidationShare { get; init => field = Require.OpenUnit(value); } = 0.25;

    /// <summary>Times that each clean image is seen in fine-tuning, at least 0. Default 100.</summary>
    public int FineTuningEpochs { get; init => field = Require.AtLeast(value, 0); } = 100;

    /// <summary>Images a step of fine-tuning, at least 1. Default 256.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 1); } = 256;

    /// <summary>Learning rate at the start of a cosine, above 0. Default 0.01.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Momentum, in [0, 1]. Default 0.9.</summary>
    public double Momentum { get; init => field = Require.ClosedUnit(value); } = 0.9;

    /// <summary>Weight decay, in [0, 1]. Default 5e-4.</summary>
    public double WeightDecay { get; init => field = Require.ClosedUnit(value); } = 5e-4;

    /// <summary>What is done to each image of fine-tuning. Default <see cref="Augmentation.Flip"/>.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.Flip;
}
