using DeepDefense.Torch;

namespace DeepDefense.Evidence;

/// <summary>AGPD's score within a label: closeness to the far point rather than to the clean reference, while the far point moves into the
/// middle of what is close to it.</summary>
internal static class GradientCloseness
{
    private const double Removed = 0.05;
    private const int Bins = 100, Window = 10, MostSteps = 100;
    private const double Deviations = 5;
    private const double Tiny = 1e-12;

    /// <summary>s(x) = (1 - cos(g, f)) / ((1 - cos(g, f)) + (1 - cos(g, r))), in [0, 1]; small is close to the far point.</summary>
    /// <param name="unit">(N, D), rows of length 1.</param>
    /// <param name="far">(D), f.</param>
    /// <param name="near">(N), cos(g, r).</param>
    internal static Tensor Of(Tensor unit, Tensor far, Tensor near)
    {
        Tensor toFar = (1 - unit.mv(GradientDispersion.Unit(far))).clamp(min: 0), toReference = (1 - near).clamp(min: 0);
        return toFar / (toFar + toReference + Tiny);
    }

    /// <summary>The far point where it comes to rest.</summary>
    /// <param name="gradients">(N, D), of the images of a label, float64.</param>
    /// <param name="reference">(D), r.</param>
    internal static Tensor FarPoint(Tensor gradients, Tensor reference)
    {
        Tensor unit = GradientDispersion.Unit(gradients), near = unit.mv(GradientDispersion.Unit(reference)), far = gradients[near.argmin()];
        List<double> divergences = [];
        bool[] removed = new bool[gradients.shape[0]];
        double[] closeness = Of(unit, far, near).ToArray<double>();
        while (divergences.Count < MostSteps && Remove(closeness, removed))
        {
            Tensor moved = LabelRows.Rows(gradients, [.. Enumerable.Range(0, removed.Length).Where(i => removed[i])]).mean([0]);
            double[] before = Histogram(closeness);
            closeness = Of(unit, moved, near).ToArray<double>();
            divergences.Add(JensenShannon(before, Histogram(closeness)));
            if (Jumps(divergences)) { break; }
            far = moved;
        }
        return far;
    }

    // Takes those in the lowest twentieth of the range of all; false where that are no more than before.
    private static bool Remove(double[] closeness, bool[] removed)
    {
        double least = closeness.Min(), bound = least + (Removed * (closeness.Max() - least));
        int[] close = [.. Enumerable.Range(0, removed.Length).Where(i => !removed[i] && closeness[i] <= bound)];
        foreach (int i in close) { removed[i] = true; }
        return close.Length > 0;
    }

    private static bool Jumps(List<double> divergences)
    {
        if (divergences.Count <= Window) { return false; }
        double[] window = [.. divergences.SkipLast(1).TakeLast(Window)];
        double mean = window.Average(), deviation = Math.Sqrt(window.Average(value => (value - mean) * (value - mean)));
        return divergences[^1] > mean + (Deviations * deviation);
    }

    private static double[] Histogram(double[] closeness)
    {
        double[] shares = new double[Bins];
        foreach (double value in closeness) { shares[Math.Min((int)(value * Bins), Bins - 1)] += 1.0 / closeness.Length; }
        return shares;
    }

    private static double JensenShannon(double[] first, double[] second)
    {
        return (first.Zip(second, Towards).Sum() + second.Zip(first, Towards).Sum()) / 2;

        static double Towards(double p, double q) => p > 0 ? p * Math.Log(2 * p / (p + q)) : 0;
    }
}
