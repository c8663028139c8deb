namespace DeepDefense.Mitigation.AntiBackdoorLearning;

/// <summary>What anti-backdoor learning isolated.</summary>
/// <param name="Isolated">Indices into the training set, the lowest loss first.</param>
/// <param name="LossThreshold">Loss of the last of them at the turning epoch, in nats.</param>
/// <param name="MeanLoss">Mean loss of the training set then.</param>
public sealed record AntiBackdoorLearningReport(IReadOnlyList<int> Isolated, double LossThreshold, double MeanLoss);
