namespace DeepDefense.Review;

/// <summary>What was decided so far, or since some version.</summary>
/// <param name="Version">How many actions there were.</param>
/// <param name="Threshold">The lowest score that is still suspicious.</param>
/// <param name="Finished">Whether the decisions are written and the review is over.</param>
/// <param name="CanUndo">Whether there is an action to take back.</param>
/// <param name="Changed">Images that changed since the version that was asked from.</param>
public sealed record ReviewState(int Version, double Threshold, bool Finished, bool CanUndo, IReadOnlyList<ReviewedImage> Changed);
