namespace DeepDefense.Evidence;

/// <summary>How well a view sets the flagged images apart from the others of their label.</summary>
/// <param name="View">The view.</param>
/// <param name="Auc">Area under the ROC curve, in [0, 1]; .5 is chance. A view that learned what was flagged was asked about images
/// that it did not learn from; one that proposed them is high by that alone.</param>
public sealed record ViewSeparation(string View, double Auc);
