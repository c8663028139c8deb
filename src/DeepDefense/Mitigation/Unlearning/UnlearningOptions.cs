using System.Text.Json.Serialization;

namespace DeepDefense.Mitigation.Unlearning;

/// <summary>How a backdoor is unlearned: step 4 of Algorithm 1.</summary>
public sealed record UnlearningOptions
{
    /// <summary>Equation 5 as written: ascent, no distillation, nothing mixed or corrected.</summary>
    public static UnlearningOptions Published { get; } = new() { Objective = UnlearningObjective.Ascent, DistillationWeight = 0, MixingWeight = 0, CorrectedWeight = 0 };

    /// <summary>What is done with the isolated images. Default <see cref="UnlearningObjective.Bounded"/>.</summary>
    public UnlearningObjective Objective { get; init; } = UnlearningObjective.Bounded;

    /// <summary>Where <see cref="UnlearningObjective.Bounded"/> brings the odds of an isolated label, in nats below
    /// even, at least 0. Default 6: one in 400.</summary>
    public double Bound { get; init => field = Require.NotNegative(value); } = 6;

    /// <summary>Weight of the isolated images beside the clean ones, above 0. Default 1, as in equation 5.</summary>
    public double IsolatedWeight { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Weight of the cross-entropy between the suspicious model's answers on clean images and the new ones, at
    /// least 0. Default 3; 0 in equation 5.</summary>
    public double DistillationWeight { get; init => field = Require.NotNegative(value); } = 3;

    /// <summary>Weight of the cross-entropy of mixed images, at least 0. A mixed image is a clean one with an isolated one in it, under the label of
    /// the clean one: so the network learns what to answer where the trigger is, and not only what not to answer. Default 1; 0 in equation 5.</summary>
    public double MixingWeight { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Share of the isolated image in a mixed one, in (0, 1). Default 0.35: the clean one is what is seen first.</summary>
    public double MixingShare { get; init => field = Require.OpenUnit(value); } = 0.35;

    /// <summary>Weight of the cross-entropy of corrected images, those that bear the trigger under labels held for right, at least 0; 0: they
    /// are not used. Default 1, where there are some; 0 in equation 5.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] // so that courses without them keep their key
    public double CorrectedWeight { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Steps, at least 1. Default 150.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 150;

    /// <summary>Highest learning rate, above 0. Default 3e-4, for AdamW.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 3e-4;

    /// <summary>Clean images a step drawn from all, at least 1. Default 96.</summary>
    public int CleanBatchSize { get; init => field = Require.AtLeast(value, 1); } = 96;

    /// <summary>Isolated images a step, at least 1, and as many clean images of their labels, and as many mixed ones, and as many corrected ones. Default 32.</summary>
    public int IsolatedBatchSize { get; init => field = Require.AtLeast(value, 1); } = 32;
}
