namespace DeepDefense.Evidence;

/// <summary>A space in which clean images spread alike in all directions around the means of their labels.</summary>
/// <remarks>W W' is the inverse of the covariance of deviations S = ((1 - i) Y'Y / M + i v I), drawn towards the mean variance v by the share
/// i = D / (D + M), so that few images give no direction in which they do not spread at all.</remarks>
internal sealed class Whitening
{
    // An image that alone spans a direction would be as far as one likes.
    private const double LeastLeft = 0.1;
    private readonly Tensor _directions;
    private readonly double _share;
    private readonly long _images;

    private Whitening(Tensor directions, double share, long images) => (_directions, _share, _images) = (directions, share, images);

    /// <summary>Learns it; its tensors are in the scope of the caller.</summary>
    /// <param name="deviations">(M, D), float64: what clean images differ by from the mean of their label.</param>
    internal static Whitening Of(Tensor deviations)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        double images = deviations.shape[0], width = deviations.shape[1], identity = width / (width + images);
        (Tensor variances, Tensor directions) = torch.linalg.eigh(deviations.t().mm(deviations) / images);
        Tensor drawn = ((1 - identity) * variances) + (identity * variances.mean());
        return new Whitening((directions / drawn.clamp(min: double.Epsilon).sqrt()).MoveToOuterDisposeScope(), 1 - identity, deviations.shape[0]);
    }

    /// <summary>Rows in that space, (N, D).</summary>
    /// <param name="rows">(N, D), float64.</param>
    internal Tensor Apply(Tensor rows) => rows.mm(_directions);

    /// <summary>The clean images of a label in that space, each as if neither the mean of the label nor the covariance had known it (by the
    /// identity of Sherman and Morrison, along whatever direction the others give).</summary>
    /// <param name="deviations">(n, D), float64, n of 2 or more: all that the label had among those it was learned from, from their mean.</param>
    internal Tensor ApplyWithoutSelf(Tensor deviations)
    {
        Tensor rows = Apply(deviations);
        double others = deviations.shape[0] / (deviations.shape[0] - 1.0);
        Tensor left = (1 - (_share * others / _images * rows.square().sum(1, keepdim: true))).clamp(min: LeastLeft);
        return rows * others / left;
    }
}
