using DeepDefense.Torch;

namespace DeepDefense.Evidence;

/// <summary>AGPD's measure of a label at a layer: how far apart the angles of its images' gradients to the clean reference and to the far
/// point are. A label whose images have two ways to it has a large one.</summary>
internal static class GradientDispersion
{
    private const double NoNorm = 1e-30;
    private const double Wide = 0.3;

    /// <summary>The layer that shows targets best, how far each label stands out there, and the labels that do.</summary>
    internal sealed record Gate(int Layer, double[] Anomaly, IReadOnlyList<int> Targets);

    /// <summary>r_k: the mean over the correctly predicted clean images of a label.</summary>
    /// <param name="clean">(M, D).</param>
    /// <param name="members">The clean images of each label that are correctly predicted.</param>
    /// <returns>(D) a label; null where there are none.</returns>
    internal static Tensor?[] References(Tensor clean, int[][] members) => [.. members.Select(rows => rows.Length > 0 ? LabelRows.Rows(clean, rows).mean([0]) : null)];

    /// <summary>rho of each label; NaN where it has no images or no reference.</summary>
    /// <param name="gradients">(N, D).</param>
    /// <param name="members">The images of each label.</param>
    /// <param name="references">(D) a label, or null.</param>
    internal static double[] Of(Tensor gradients, int[][] members, Tensor?[] references) => [.. members.Select((rows, label) =>
    {
        if (rows.Length == 0 || references[label] is not { } reference) { return double.NaN; }
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor unit = Unit(LabelRows.Rows(gradients, rows)), near = unit.mv(Unit(reference));
        return (near - unit.mv(unit[near.argmin()])).square().mean().sqrt().ToNumber();
    })];

    /// <summary>Chooses the layer and the targets.</summary>
    /// <param name="dispersions">(K) a layer, in order.</param>
    internal static Gate Choose(IReadOnlyList<double[]> dispersions)
    {
        double[][] anomalies = [.. dispersions.Select(RobustDeviation.Of)];
        int best = Enumerable.Range(0, anomalies.Length).MaxBy(layer => Largest(anomalies[layer]));
        int[] targets = Above(anomalies[best], RobustDeviation.Outstanding);
        if (targets.Length > 0) { return new Gate(best, anomalies[best], targets); }
        // Where all labels are targets none stands out, and only the width itself tells, in the late layers.
        int late = Enumerable.Range(dispersions.Count / 2, dispersions.Count - (dispersions.Count / 2)).MaxBy(layer => Above(dispersions[layer], Wide).Length);
        targets = Above(dispersions[late], Wide);
        return targets.Length > 0 ? new Gate(late, anomalies[late], targets) : new Gate(best, anomalies[best], []);
    }

    /// <summary>Rows, or one, of length 1.</summary>
    internal static Tensor Unit(Tensor rows) => rows / rows.square().sum(-1, keepdim: true).sqrt().clamp(min: NoNorm);

    private static double Largest(double[] values) => values.Where(double.IsFinite).Append(double.NegativeInfinity).Max();

    private static int[] Above(double[] values, double bound) => [.. Enumerable.Range(0, values.Length).Where(i => values[i] > bound)];
}
