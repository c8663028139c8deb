namespace DeepDefense.Torch.Optim;

/// <summary>Parameters that an optimizer treats alike.</summary>
/// <param name="Parameters">Tensors that require gradients.</param>
/// <param name="WeightDecay">Strength of the pull towards 0, at least 0.</param>
/// <param name="LearningRateScale">Factor on the learning rate, at least 0. Default 1.</param>
public sealed record ParameterGroup(IReadOnlyList<Tensor> Parameters, double WeightDecay, double LearningRateScale = 1);
