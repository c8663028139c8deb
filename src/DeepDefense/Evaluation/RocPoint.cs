namespace DeepDefense.Evaluation;

/// <summary>What flagging every score of at least a threshold gives.</summary>
/// <param name="Threshold">The lowest score that is flagged; positive infinity flags none.</param>
/// <param name="FalsePositiveRate">Share of clean images that are flagged, in [0, 1].</param>
/// <param name="DetectionRate">Share of poisoned images that are flagged, in [0, 1].</param>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double DetectionRate);
