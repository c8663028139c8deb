namespace DeepDefense.Mitigation.AdversarialNeuronPruning;

/// <summary>A neuron that was pruned: a channel of a batch norm, whose weight is now zero.</summary>
/// <param name="Norm">The path of the batch norm, e.g. <c>layer4.1.bn2</c>.</param>
/// <param name="Channel">In [0, C).</param>
/// <param name="Mask">Where its mask ended, in [0, 1].</param>
public sealed record PrunedNeuron(string Norm, int Channel, double Mask);
