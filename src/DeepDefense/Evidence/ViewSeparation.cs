namespace DeepDefense.Evidence;

/// <summary>How well a view sets the proposed images apart: from the others of their labels, and by their pixels from all others.</summary>
/// <param name="View">The view.</param>
/// <param name="Auc">Area under the ROC curve, in [0, 1]; .5 is chance. A view that learned was asked about images that it did
/// not learn from; one that proposed them is high by that alone.</param>
/// <param name="ChanceDeviation">Standard deviation of the area where the view knows nothing, by the number of images (Mann and Whitney, 1947).</param>
public sealed record ViewSeparation(string View, double Auc, double ChanceDeviation);
