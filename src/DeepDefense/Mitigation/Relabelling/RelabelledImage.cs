namespace DeepDefense.Mitigation.Relabelling;

/// <summary>What becomes of the label of an image that is held for poisoned.</summary>
/// <param name="Index">Its place in the training set.</param>
/// <param name="From">The label that it came with.</param>
/// <param name="To">The label that it gets, or null: the teacher is not sure, or says the label that it came with.</param>
/// <param name="Confidence">The teacher's probability for its answer, in [0, 1], or null: none was asked.</param>
public sealed record RelabelledImage(int Index, int From, int? To, double? Confidence)
{
    /// <summary>The label that the teacher is sure of, another one or the one that the image came with, or null: it is not sure, or none was asked.</summary>
    /// <param name="least">The probability from which it counts as sure, as <see cref="To"/> was given by it.</param>
    public int? SureOf(double least) => To ?? (Confidence >= least ? From : null);
}
