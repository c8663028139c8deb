namespace DeepDefense.Review;

/// <summary>One thing that a person does to some images, or takes back; what is null stays as it is.</summary>
/// <param name="Rows">Which images, by their rows in the training set.</param>
/// <param name="Decision">What they are, or null.</param>
/// <param name="Label">The label that they should have had, <see cref="NoLabel"/>, or null.</param>
/// <param name="Threshold">The lowest score that is still suspicious, or null.</param>
/// <param name="Undo">Whether the last action that was not taken back is taken back; nothing else may be given with it.</param>
public sealed record ReviewAction(IReadOnlyList<int>? Rows = null, ImageDecision? Decision = null, int? Label = null, double? Threshold = null, bool Undo = false)
{
    /// <summary>Stands for a label that is taken away.</summary>
    public const int NoLabel = -1;
}
