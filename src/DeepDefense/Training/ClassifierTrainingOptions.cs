namespace DeepDefense.Training;

/// <summary>How a classifier is trained: SGD with Nesterov momentum along one cycle of the learning rate.</summary>
public sealed record ClassifierTrainingOptions
{
    /// <summary>Times that each image is seen, at least 1. Default 20.</summary>
    public int Epochs { get; init => field = Require.AtLeast(value, 1); } = 20;

    /// <summary>Images a step, at least 1. Default 64.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 1); } = 64;

    /// <summary>Highest learning rate, above 0. Default 0.05.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.05;

    /// <summary>Momentum, in [0, 1]. Default 0.9.</summary>
    public double Momentum { get; init => field = Require.ClosedUnit(value); } = 0.9;

    /// <summary>Weight decay, in [0, 1]. Default 5e-4.</summary>
    public double WeightDecay { get; init => field = Require.ClosedUnit(value); } = 5e-4;

    /// <summary>What is done to each image before each use. Default <see cref="Augmentation.Flip"/>.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.Flip;
}
