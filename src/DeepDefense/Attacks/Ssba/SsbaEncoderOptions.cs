namespace DeepDefense.Attacks.Ssba;

/// <summary>How an encoder is trained. The defaults pass the gates of <see cref="SsbaEncoderReport"/> on CIFAR-10.</summary>
public sealed record SsbaEncoderOptions
{
    /// <summary>Shape of the networks. Default: 100 bits, width 16.</summary>
    public StegaOptions Network { get; init => field = value ?? throw new ArgumentNullException(nameof(Network)); } = new();

    /// <summary>Steps, at least 1. Default 1,000.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 1000;

    /// <summary>Images a step, at least 2. Default 64.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 2); } = 64;

    /// <summary>Highest learning rate of AdamW along one cycle, above 0. Default 1e-3.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 1e-3;

    /// <summary>Share of bits read right in a batch from which on the change of the images counts too, in (0, 1).
    /// Default 0.9.</summary>
    public double ImageLossAccuracy { get; init => field = Require.OpenUnit(value); } = 0.9;

    /// <summary>Weight of the mean squared change of brightness beside the secret's cross-entropy, once it counts in full; above 0.
    /// Default 8: about 34 dB at 32 x 32. More makes the change fainter.</summary>
    public double ImageWeight { get; init => field = Require.Positive(value); } = 8;

    /// <summary>Weight of the squared change of colour (U and V) beside that of brightness (Y), above 0. Default 15: more makes
    /// the change greyer, its bands more alike; StegaStamp has 100.</summary>
    public double ChromaWeight { get; init => field = Require.Positive(value); } = 15;

    /// <summary>Steps over which the image's weight grows from 0, at least 1. Default 300.</summary>
    public int ImageRampSteps { get; init => field = Require.AtLeast(value, 1); } = 300;

    /// <summary>Step at which an attempt must have left chance, at least 1. Default 400.</summary>
    public int HealthSteps { get; init => field = Require.AtLeast(value, 1); } = 400;

    /// <summary>Share of bits read right that an attempt must have then, in [0, 1]. Default 0.6.</summary>
    public double HealthAccuracy { get; init => field = Require.ClosedUnit(value); } = 0.6;

    /// <summary>First weights that are tried, at least 1; the last are trained to the end however they start. Default
    /// 5.</summary>
    public int Attempts { get; init => field = Require.AtLeast(value, 1); } = 5;

    /// <summary>Share of the images that is held out to measure on, in (0, 1). Default 0.1.</summary>
    public double HeldOutFraction { get; init => field = Require.OpenUnit(value); } = 0.1;
}
