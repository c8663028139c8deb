namespace DeepDefense.Evidence.Appearance;

/// <summary>Where a patch lies, if the trigger is one.</summary>
internal static class PatchRegion
{
    // Pixels that vary less than this share of what clean ones do are overwritten.
    private const double Overwritten = 0.25;

    // A patch has most of what is fixed in a small part of the image; a pattern spreads it.
    private const double LeastEnergy = 0.5;
    private const double LargestShare = 0.25;
    private const double NoEnergy = 3;

    /// <summary>Its pixels.</summary>
    /// <param name="found">Pixels of the isolated images, (3, H, W).</param>
    /// <param name="clean">Pixels of the clean images.</param>
    /// <param name="effect">What is fixed.</param>
    /// <param name="isFixed">Whether anything is.</param>
    /// <returns>(H, W), bool, at least one of them true, or null: no patch.</returns>
    internal static Tensor? Find(TrimmedSample found, TrimmedSample clean, FixedEffect effect, bool isFixed)
    {
        // One level for what rounding alone leaves.
        Tensor kept = (found.Deviation.square().sum([0L]) / (clean.Deviation.square().sum([0L]) + 1)).sqrt();
        Tensor overwritten = kept < Overwritten;
        if (IsSmall(overwritten)) { return overwritten; }
        Tensor around = Grown(effect.Hot), excess = effect.Energy - NoEnergy;
        if (!isFixed || !IsSmall(around)) { return null; }
        bool concentrated = ((excess * around).sum() / excess.sum()).item<float>() > LeastEnergy;
        return concentrated ? Shifted(found.Mean - clean.Mean, around) : null;
    }

    // Sharper than the energy, which rings beyond the edge: pixels moved by half as much as the one that moved most.
    private static Tensor Shifted(Tensor difference, Tensor around)
    {
        Tensor rest = difference.masked_select(Grown(around).logical_not()).view(3, -1).sort(dim: 1).Values;
        rest = rest.select(1, rest.shape[1] / 2);
        Tensor moved = (difference - rest.view(3, 1, 1)).square().sum([0L]).sqrt() * around;
        return moved > moved.max() / 2;
    }

    private static bool IsSmall(Tensor region)
    {
        float share = region.to_type(ScalarType.Float32).mean().item<float>();
        return share > 0 && share <= LargestShare;
    }

    private static Tensor Grown(Tensor region) =>
        torch.nn.functional.max_pool2d(region.to_type(ScalarType.Float32).view(1, 1, region.shape[0], region.shape[1]), 3, stride: 1, padding: 1).view(region.shape) > 0;
}
