namespace DeepDefense.Mitigation.Unlearning;

/// <summary>How a backdoor is unlearned: step 4 of Algorithm 1.</summary>
public sealed record UnlearningOptions
{
    /// <summary>Equation 5 as written: ascent, no distillation.</summary>
    public static UnlearningOptions Published { get; } = new() { Objective = UnlearningObjective.Ascent, DistillationWeight = 0 };

    /// <summary>What is done with the isolated images. Default <see cref="UnlearningObjective.Bounded"/>.</summary>
    public UnlearningObjective Objective { get; init; } = UnlearningObjective.Bounded;

    /// <summary>Where <see cref="UnlearningObjective.Bounded"/> brings the odds of an isolated label, in nats below
    /// even, at least 0. Default 8: one in 3,000.</summary>
    public double Bound
    {
        get;
        init => field = value >= 0 && double.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Bound), value, "must be at least 0");
    } = 8;

    /// <summary>Weight of the isolated images beside the clean ones, above 0. Default 1, as in equation 5.</summary>
    public double IsolatedWeight { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Weight of the cross-entropy between the suspicious model's answers on clean images and the new ones, at
    /// least 0. Default 3; 0 in equation 5.</summary>
    public double DistillationWeight
    {
        get;
        init => field = value >= 0 && double.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(DistillationWeight), value, "must be at least 0");
    } = 3;

    /// <summary>Steps, at least 1. Default 200.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 200;

    /// <summary>Highest learning rate, above 0. Default 3e-4, for AdamW.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 3e-4;

    /// <summary>Clean images a step drawn from all, at least 1. Default 96.</summary>
    public int CleanBatchSize { get; init => field = Require.AtLeast(value, 1); } = 96;

    /// <summary>Isolated images a step, at least 1, and as many clean images of their labels. Default 32.</summary>
    public int IsolatedBatchSize { get; init => field = Require.AtLeast(value, 1); } = 32;
}
