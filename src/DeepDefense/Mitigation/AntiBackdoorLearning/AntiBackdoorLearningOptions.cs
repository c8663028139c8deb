using DeepDefense.Training;

namespace DeepDefense.Mitigation.AntiBackdoorLearning;

/// <summary>How a network is trained by anti-backdoor learning: Li et al. 2021.</summary>
public sealed record AntiBackdoorLearningOptions
{
    /// <summary>As its authors' code (bboylyg/ABL, <c>config.py</c> and <c>backdoor_unlearning.py</c>), less its cutout of
    /// 2 x 2 pixels. Of its five epochs of unlearning the first only tests.</summary>
    public static AntiBackdoorLearningOptions Original { get; } = new()
    {
        Objective = IsolationObjective.Flooding,
        UnlearningEpochs = 4,
        BatchSize = 64,
        Augmentation = Augmentation.CropFlip,
        HoldStatistics = false,
    };

    /// <summary>As the paper's section 5.4 for CIFAR-10: T_te = 25, T = 107; 21 epochs of fine-tuning instead make VGGFace2's
    /// T = 46. The rest, which it leaves to the authors, is theirs, but for batches of 128.</summary>
    public static AntiBackdoorLearningOptions Paper { get; } = Original with
    {
        Objective = IsolationObjective.LocalGradientAscent,
        TurningEpoch = 25,
        FineTuningEpochs = 82,
        BatchSize = 128,
    };

    /// <summary>What holds the loss up until the turning epoch. Default
    /// <see cref="IsolationObjective.LocalGradientAscent"/>.</summary>
    public IsolationObjective Objective { get; init; }

    /// <summary>Where it holds the mean loss of a batch, in nats, above 0: gamma. Default 0.5.</summary>
    public double LossLevel { get; init => field = Require.Positive(value); } = 0.5;

    /// <summary>T_te, epochs before images are isolated, at least 1. Default 10.</summary>
    public int TurningEpoch { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>T - T_te, epochs of training on the other images, at least 0. Default 60.</summary>
    public int FineTuningEpochs { get; init => field = Require.AtLeast(value, 0); } = 60;

    /// <summary>Epochs of gradient ascent on the isolated images, at least 0. Default 5.</summary>
    public int UnlearningEpochs { get; init => field = Require.AtLeast(value, 0); } = 5;

    /// <summary>Share of the training set that is isolated, p, in (0, 1). Default 0.01.</summary>
    public double IsolationRate { get; init => field = Require.OpenUnit(value); } = 0.01;

    /// <summary>Images a step, at least 1. Default 128.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 1); } = 128;

    /// <summary>Learning rate, above 0; a tenth of it after two thirds of fine-tuning. Default 0.1.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>Learning rate of the ascent, above 0. Default 5e-4.</summary>
    public double UnlearningRate { get; init => field = Require.Positive(value); } = 5e-4;

    /// <summary>Nesterov momentum, in [0, 1]. Default 0.9.</summary>
    public double Momentum { get; init => field = Require.ClosedUnit(value); } = 0.9;

    /// <summary>Weight decay, in [0, 1]. Default 1e-4.</summary>
    public double WeightDecay { get; init => field = Require.ClosedUnit(value); } = 1e-4;

    /// <summary>What is done to each image of fine-tuning; isolation and ascent take images as they are. Default
    /// <see cref="Augmentation.Flip"/>.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.Flip;

    /// <summary>Whether batch norm uses and keeps its statistics during the ascent, so that batches of nothing but isolated
    /// images do not become what it takes for normal. Default true.</summary>
    public bool HoldStatistics { get; init; } = true;

    /// <summary>The same course in fewer or more epochs.</summary>
    /// <param name="factor">On the epochs of isolation and fine-tuning, above 0; each keeps at least 1 if it had.</param>
    public AntiBackdoorLearningOptions Scaled(double factor)
    {
        Require.Positive(factor, nameof(factor));
        return this with { TurningEpoch = Times(TurningEpoch), FineTuningEpochs = Times(FineTuningEpochs) };

        int Times(int epochs) => epochs == 0 ? 0 : Math.Max(1, (int)Math.Round(epochs * factor, MidpointRounding.AwayFromZero));
    }
}
