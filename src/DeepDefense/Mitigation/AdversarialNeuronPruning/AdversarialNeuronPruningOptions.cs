using DeepDefense.Training;

namespace DeepDefense.Mitigation.AdversarialNeuronPruning;

/// <summary>How neurons are pruned that a perturbation turns against clean images: Wu and Wang, "Adversarial Neuron Pruning Purifies Backdoored
/// Deep Models", NeurIPS 2021. The defaults are the paper's and those of the authors' code (csdongxian/ANP_backdoor).</summary>
public sealed record AdversarialNeuronPruningOptions
{
    /// <summary>epsilon, by what share weight and bias of a neuron are perturbed at most, above 0. Default 0.4.</summary>
    public double Perturbation { get; init => field = Require.Positive(value); } = 0.4;

    /// <summary>Steps of the search for the worst perturbation, at least 1. Default 1.</summary>
    public int PerturbationSteps { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>alpha, the weight of the loss of the unperturbed network; the rest is that of the perturbed one. In [0, 1]. Default
    /// 0.2.</summary>
    public double CleanWeight { get; init => field = Require.ClosedUnit(value); } = 0.2;

    /// <summary>Steps of the masks, at least 1. Default 2000.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 2000;

    /// <summary>Images a step, at least 1. Default 128.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 1); } = 128;

    /// <summary>Learning rate of the masks, above 0. Default 0.2.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.2;

    /// <summary>Momentum, in [0, 1]. Default 0.9.</summary>
    public double Momentum { get; init => field = Require.ClosedUnit(value); } = 0.9;

    /// <summary>Neurons whose mask ends at or below it are pruned, in [0, 1). Default 0.2.</summary>
    public double Threshold { get; init => field = Require.HalfOpenUnit(value); } = 0.2;

    /// <summary>What is done to each image. Default <see cref="Augmentation.CropFlip"/>.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.CropFlip;
}
