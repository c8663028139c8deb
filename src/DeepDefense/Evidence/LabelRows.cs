using DeepDefense.Torch;

namespace DeepDefense.Evidence;

/// <summary>Rows of a table by the labels of their images.</summary>
internal static class LabelRows
{
    /// <summary>Cross-fitting divides the images of a label in two.</summary>
    internal const int Halves = 2;

    /// <summary>The rows of each label.</summary>
    internal static int[][] Members(ReadOnlySpan<int> labels, int classes)
    {
        List<int>[] members = [.. Enumerable.Range(0, classes).Select(_ => new List<int>())];
        for (int i = 0; i < labels.Length; i++) { members[labels[i]].Add(i); }
        return [.. members.Select(rows => rows.ToArray())];
    }

    /// <summary>Some rows, float64.</summary>
    internal static Tensor Rows(Tensor table, int[] rows) =>
        table.index_select(0, Array.ConvertAll(rows, row => (long)row).ToTensor([rows.Length])).to(ScalarType.Float64);

    /// <summary>Spreads values over the places that they belong to.</summary>
    internal static void Put(Tensor values, int[] rows, double[] into)
    {
        double[] all = values.ToArray<double>();
        for (int i = 0; i < rows.Length; i++) { into[rows[i]] = all[i]; }
    }

    /// <summary>What rows differ by from the mean of their label, (M, D), float64, label by label.</summary>
    /// <param name="table">(M, D).</param>
    /// <param name="members">The rows of each label; of one at least there are some.</param>
    internal static Tensor Deviations(Tensor table, int[][] members) =>
        torch.cat([.. members.Where(rows => rows.Length > 0).Select(rows => Rows(table, rows)).Select(rows => rows - rows.mean([0]))]);

    /// <summary>One half of the images of a label.</summary>
    /// <param name="members">All of them.</param>
    /// <param name="order">A permutation of their places.</param>
    /// <param name="half">Which: 0 or 1.</param>
    internal static int[] Half(int[] members, int[] order, int half) => [.. members.Where((_, i) => order[i] % Halves == half)];
}
