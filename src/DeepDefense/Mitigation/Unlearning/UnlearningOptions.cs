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
    /// labels end at chance, p = 1 / K; default 3: p = 1 / K^3; at 1 clean training lifts
    /// the attack again to the share of clean images that are mistaken for the target anyway.</summary>
    public double Bound
    {
        get;
        init => field = value >= 1 && double.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Bound), value, "must be at least 1");
    } = 3;

    /// <summary>Steps, at least 1. Default 120.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 120;

    /// <summary>Highest learning rate, above 0. Default 3e-3.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 3e-3;

    /// <summary>Weight of the isolated images beside the clean ones, above 0. Default 1, as in equation 5.</summary>
    public double IsolatedWeight { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Clean images a step, at least 1. Default 128.</summary>
    public int CleanBatchSize { get; init => field = Require.AtLeast(value, 1); } = 128;

    /// <summary>Isolated images a step, at least 1. Default 32.</summary>
    public int IsolatedBatchSize { get; init => field = Require.AtLeast(value, 1); } = 32;
}
