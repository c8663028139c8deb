using DeepDefense.Training;

namespace DeepDefense.Mitigation.FineTuning;

/// <summary>How a network is trained on clean images: SGD along a cosine of the learning rate. The defaults are BackdoorBench's for
/// fine-tuning (<c>config/defense/ft/config.yaml</c>).</summary>
public sealed record FineTuningOptions
{
    /// <summary>Times that each clean image is seen, at least 1. Default 100.</summary>
    public int Epochs { get; init => field = Require.AtLeast(value, 1); } = 100;

    /// <summary>Images a step, at least 1. Default 256.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 1); } = 256;

    /// <summary>Learning rate at the start of a cosine down to 0, above 0. Default 0.01.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Momentum, in [0, 1]. Default 0.9.</summary>
    public double Momentum { get; init => field = Require.ClosedUnit(value); } = 0.9;

    /// <summary>Weight decay, in [0, 1]. Default 5e-4.</summary>
    public double WeightDecay { get; init => field = Require.ClosedUnit(value); } = 5e-4;

    /// <summary>What is done to each image. Default <see cref="Augmentation.CropFlip"/>.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.CropFlip;
}
