namespace DeepDefense.Review;

/// <summary>One image that was shown to a person.</summary>
/// <param name="Row">Its place in the training set, from 0.</param>
/// <param name="Path">Where it came from.</param>
/// <param name="From">The label that it came with.</param>
/// <param name="Score">Log-odds of being poisoned.</param>
/// <param name="Decision">What the person says.</param>
/// <param name="Label">The label that it should have had, or null: none was given.</param>
public sealed record ReviewedImage(int Row, string Path, int From, double Score, ImageDecision Decision, int? Label);
