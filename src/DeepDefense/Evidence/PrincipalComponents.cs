namespace DeepDefense.Evidence;

/// <summary>The directions in which rows differ most.</summary>
/// <param name="Mean">(D), float64.</param>
/// <param name="Directions">(D, k), float64, orthonormal, the first the one of most variance.</param>
internal sealed record PrincipalComponents(Tensor Mean, Tensor Directions)
{
    /// <summary>Finds them.</summary>
    /// <param name="rows">(N, D), float64, at least one row.</param>
    /// <param name="count">k; fewer where D is less.</param>
    internal static PrincipalComponents Of(Tensor rows, int count)
    {
        Tensor mean = rows.mean([0]), centred = rows - mean;
        Tensor directions = torch.linalg.eigh(centred.t().mm(centred)).Item2; // eigenvalues rise
        int width = (int)rows.shape[1], kept = Math.Min(count, width);
        return new PrincipalComponents(mean, directions.narrow(1, width - kept, kept).flip(1));
    }

    /// <summary>Where rows lie along the directions, (N, k).</summary>
    internal Tensor Project(Tensor rows) => (rows - Mean).mm(Directions);

    /// <summary>Squared distance of rows to the space of the directions, (N).</summary>
    internal Tensor Error(Tensor rows) => ((rows - Mean).square().sum(1) - Project(rows).square().sum(1)).clamp(min: 0);
}
