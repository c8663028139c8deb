namespace DeepDefense.Mitigation.AdversarialUnlearning;

/// <summary>How a network unlearns what one perturbation of all images does to it: Zeng et al., "Adversarial Unlearning of Backdoors via
/// Implicit Hypergradient", ICLR 2022 (I-BAU). The defaults are those of the authors' code in BackdoorBench
/// (<c>defense/i-bau.py</c>, <c>config/defense/i-bau/config.yaml</c>). Perturbations are measured in normalised pixels.</summary>
public sealed record AdversarialUnlearningOptions
{
    /// <summary>Rounds, each a search for the perturbation and a pass over the clean images, at least 1. Default 5.</summary>
    public int Rounds { get; init => field = Require.AtLeast(value, 1); } = 5;

    /// <summary>K, steps of the fixed-point iteration behind each gradient, at least 1. Default 5.</summary>
    public int FixedPointSteps { get; init => field = Require.AtLeast(value, 1); } = 5;

    /// <summary>Step of the gradient descent whose fixed point is the perturbation, above 0. Default 0.1.</summary>
    public double FixedPointRate { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>Learning rate of the search for the perturbation, above 0. Default 10.</summary>
    public double PerturbationRate { get; init => field = Require.Positive(value); } = 10;

    /// <summary>Weight of the squared norm of the perturbation, above 0. Default 0.001.</summary>
    public double NormWeight { get; init => field = Require.Positive(value); } = 0.001;

    /// <summary>Share of the images of a batch that are perturbed while the network learns, in (0, 1); at least one of them. Default
    /// 0.01.</summary>
    public double PerturbedShare { get; init => field = Require.OpenUnit(value); } = 0.01;

    /// <summary>Images a step, at least 1. Default 256.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 1); } = 256;

    /// <summary>Learning rate of the network, for Adam, above 0. Default 1e-4.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 1e-4;
}
