namespace DeepDefense.Torch.Distributed;

/// <summary>What one rank does of a batch: consecutive items.</summary>
/// <param name="Start">Index of the first.</param>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Whole">Items of the batch.</param>
public readonly record struct Share(int Start, int Count, int Whole)
{
    /// <summary>What a mean over the share counts in the mean over the batch, in (0, 1]: the means of all ranks, weighted so, add up to
    /// it.</summary>
    public double Weight => (double)Count / Whole;
}
