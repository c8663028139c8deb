using DeepDefense.Mitigation.FineTuning;

namespace DeepDefense.Mitigation.SharpnessAwareTuning;

/// <summary>How a network is fine-tuned by FT-SAM: Zhu et al., "Enhancing Fine-Tuning Based Backdoor Defense with Sharpness-Aware
/// Minimization", ICCV 2023. The defaults are those for CIFAR-10 of the authors' code in BackdoorBench
/// (<c>config/defense/ft-sam/config.yaml</c>).</summary>
public sealed record SharpnessAwareTuningOptions
{
    /// <summary>The training around it. Default that of fine-tuning.</summary>
    public FineTuningOptions Tuning { get; init; } = new();

    /// <summary>rho, how far from the weights, in units of each, gradients are taken, above 0. Default 2.</summary>
    public double Radius { get; init => field = Require.Positive(value); } = 2;

    /// <summary>Share of each label that is spread evenly over all classes, in [0, 1). Default 0.1.</summary>
    public double LabelSmoothing { get; init => field = Require.HalfOpenUnit(value); } = 0.1;
}
