using DeepDefense.Mitigation.FineTuning;

namespace DeepDefense.Mitigation.AttentionDistillation;

/// <summary>How a network is taught by a fine-tuned copy of itself: Li et al., "Neural Attention Distillation", ICLR 2021 (NAD).</summary>
public sealed record AttentionDistillationOptions
{
    /// <summary>How the teacher, a copy of the suspicious model, is fine-tuned. Default ten epochs, weight decay 1e-4 (the paper), the rest as in
    /// BackdoorBench (<c>defense/nad.py</c>, <c>config/defense/nad/config.yaml</c>).</summary>
    public FineTuningOptions Teacher { get; init; } = TenEpochs;

    /// <summary>How the student is trained on labels and attention. Default as <see cref="Teacher"/>.</summary>
    public FineTuningOptions Student { get; init; } = TenEpochs;

    /// <summary>beta, the weight of the attention of each of the last stages beside the cross-entropy, in the order of the network: each at
    /// least 0, at most as many as the network has stages. Default 500, 1000, 1000, those of BackdoorBench.</summary>
    public IReadOnlyList<double> StageWeights
    {
        get;
        init => field = value is { Count: > 0 } && value.All(weight => weight >= 0 && double.IsFinite(weight)) ? [.. value]
            : throw new ArgumentOutOfRangeException(nameof(StageWeights), value is null ? null : $"[{string.Join(", ", value)}]", "must be one number or more, each at least 0");
    } = [500, 1000, 1000];

    /// <summary>p, the power of an activation that is summed over channels, above 0. Default 2.</summary>
    public double Power { get; init => field = Require.Positive(value); } = 2;

    private static FineTuningOptions TenEpochs => new() { Epochs = 10, WeightDecay = 1e-4 };
}
