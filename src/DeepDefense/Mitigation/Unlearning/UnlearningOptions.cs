namespace DeepDefense.Mitigation.Unlearning;

/// <summary>What is done with the isolated images.</summary>
public enum UnlearningObjective
{
    /// <summary>Equation 5 as written: the cross-entropy of the isolated images is maximised, without end.</summary>
    Ascent,

    /// <summary>Equation 5 with the cross-entropy of each isolated image capped: past the cap it no longer pulls.</summary>
    Bounded,
}

/// <summary>How a backdoor is unlearned: step 4 of Algorithm 1.</summary>
public sealed record UnlearningOptions
{
    /// <summary>What is done with the isolated images. Default <see cref="UnlearningObjective.Bounded"/>.</summary>
    public UnlearningObjective Objective { get; init; } = UnlearningObjective.Bounded;

    /// <summary>The cap of <see cref="UnlearningObjective.Bounded"/> in units of ln K, at least 1. At 1 the isolated
    /// labels end at chance, p = 1 / K; default 2: p = 1 / K^2, which clean training does not lift
    /// back above chance.</summary>
    public double Bound
    {
        get;
        init => field = value >= 1 && double.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Bound), value, "must be at least 1");
    } = 2;

    /// <summary>Steps, at least 1. Default 100.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 100;

    /// <summary>Highest learning rate, above 0. Default 0.01.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 1e-2;

    /// <summary>Momentum, in [0, 1). Default 0: with momentum the ascent runs on past its bound.</summary>
    public double Momentum
    {
        get;
        init => field = value is >= 0 and < 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(Momentum), value, "must lie in [0, 1)");
    }

    /// <summary>Clean images a step, at least 1. Default 128.</summary>
    public int CleanBatchSize { get; init => field = Require.AtLeast(value, 1); } = 128;

    /// <summary>Isolated images a step, at least 1. Default 32.</summary>
    public int IsolatedBatchSize { get; init => field = Require.AtLeast(value, 1); } = 32;
}
