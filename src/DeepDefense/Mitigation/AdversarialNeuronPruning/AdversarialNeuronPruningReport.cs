namespace DeepDefense.Mitigation.AdversarialNeuronPruning;

/// <summary>What adversarial neuron pruning did.</summary>
/// <param name="Neurons">How many there were.</param>
/// <param name="Pruned">Those that were pruned, in the order of the network.</param>
public sealed record AdversarialNeuronPruningReport(int Neurons, IReadOnlyList<PrunedNeuron> Pruned);
