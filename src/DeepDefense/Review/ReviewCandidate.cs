namespace DeepDefense.Review;

/// <summary>An image that a person is to look at.</summary>
/// <param name="Row">Its place in the training set, from 0.</param>
/// <param name="Score">Log-odds of being poisoned.</param>
/// <param name="Group">Images of one number look alike.</param>
/// <param name="Suggested">The label that the purified model is sure of, or null.</param>
public sealed record ReviewCandidate(int Row, double Score, int Group, int? Suggested);
