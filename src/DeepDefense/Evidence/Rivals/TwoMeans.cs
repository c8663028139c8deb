using DeepDefense.Torch;

namespace DeepDefense.Evidence.Rivals;

/// <summary>2-means. Starts from the two sides of the first principal direction, so that nothing is drawn.</summary>
/// <param name="Centres">(2, D).</param>
/// <param name="IsSecond">(N), whether a row is of the second group.</param>
internal sealed record TwoMeans(Tensor Centres, bool[] IsSecond)
{
    private const int MostSteps = 100;
    private const int BlockSize = 512;

    /// <summary>The number of the smaller group, 0 or 1.</summary>
    internal int Smaller => 2 * IsSecond.Count(true) < IsSecond.Length ? 1 : 0;

    /// <summary>Divides rows.</summary>
    /// <param name="rows">(N, D), float64, at least two.</param>
    /// <returns>The groups, or null: the rows are all alike.</returns>
    internal static TwoMeans? Of(Tensor rows)
    {
        bool[] isSecond = (PrincipalComponents.Of(rows, 1).Project(rows).squeeze(1) > 0).ToArray<bool>();
        for (int step = 0; ; step++)
        {
            int[] second = Members(isSecond, true), first = Members(isSecond, false);
            if (first.Length == 0 || second.Length == 0) { return null; }
            Tensor centres = torch.stack([LabelRows.Rows(rows, first).mean([0]), LabelRows.Rows(rows, second).mean([0])]);
            Tensor squares = SquaresTo(centres, rows);
            bool[] next = (squares.select(1, 1) < squares.select(1, 0)).ToArray<bool>();
            if (step == MostSteps || next.AsSpan().SequenceEqual(isSecond)) { return new TwoMeans(centres, isSecond); }
            isSecond = next;
        }
    }

    /// <summary>Squared distances of rows to both centres, (N, 2).</summary>
    internal Tensor Squares(Tensor rows) => SquaresTo(Centres, rows);

    /// <summary>Mean over rows of (b - a) / max(a, b): a the mean distance to the others of the group, b that to the other group. In
    /// [-1, 1]; a group of one counts 0 (Rousseeuw 1987).</summary>
    /// <param name="rows">(N, D), those that were divided.</param>
    internal double Silhouette(Tensor rows)
    {
        int[][] groups = [Members(IsSecond, false), Members(IsSecond, true)];
        Tensor[] members = [.. groups.Select(group => LabelRows.Rows(rows, group))];
        double sum = 0;
        for (int own = 0; own < 2; own++)
        {
            if (groups[own].Length == 1) { continue; }
            for (int start = 0; start < groups[own].Length; start += BlockSize)
            {
                using DisposeScope scope = torch.NewDisposeScope();
                Tensor block = members[own].narrow(0, start, Math.Min(BlockSize, groups[own].Length - start));
                Tensor inside = torch.cdist(block, members[own]).sum(1) / (groups[own].Length - 1), outside = torch.cdist(block, members[1 - own]).mean([1L]);
                sum += ((outside - inside) / torch.maximum(inside, outside)).sum().ToNumber();
            }
        }
        return sum / IsSecond.Length;
    }

    private static Tensor SquaresTo(Tensor centres, Tensor rows) =>
        torch.stack([.. Enumerable.Range(0, 2).Select(group => (rows - centres[group]).square().sum(1))], 1);

    private static int[] Members(bool[] isSecond, bool second) => [.. Enumerable.Range(0, isSecond.Length).Where(i => isSecond[i] == second)];
}
