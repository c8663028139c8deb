using DeepDefense.Torch;

namespace DeepDefense.Evidence;

/// <summary>How far each image lies from the clean images of its label, along the direction in which the training images of the label
/// differ most among each other. Images of another origin under the label, as poison is, make that direction their own.</summary>
/// <remarks>The first principal direction is that of Tran et al., "Spectral Signatures in Backdoor Attacks", 2018; here it is taken at
/// several layers, where clean images of a label spread alike in all directions (<see cref="Whitening"/>): what sets images of one label apart
/// by nature, as pose and background do, would outweigh the poison else. Scores are deviations from the clean images to the side of the longer
/// tail. Each half of the images is projected on the direction of the other half, so that no image bends it towards itself.</remarks>
internal static class ClassShift
{
    private const int PowerIterations = 30;
    private const double Most = 6; // no single layer decides
    private const double LeastSpread = 0.05;

    /// <summary>The mean over layers of the standardised projections, standardised again.</summary>
    /// <param name="training">(N, D).</param>
    /// <param name="labels">(N).</param>
    /// <param name="clean">(M, D).</param>
    /// <param name="cleanLabels">(M).</param>
    /// <param name="layers">Where each layer starts, and how wide it is.</param>
    /// <param name="classes">K.</param>
    /// <param name="seed">Draws the halves.</param>
    internal static (double[] Training, double[] Clean) Of(Tensor training, ReadOnlySpan<int> labels, Tensor clean, ReadOnlySpan<int> cleanLabels,
        IEnumerable<(int Start, int Width)> layers, int classes, Seed seed)
    {
        double[] sum = new double[labels.Length], cleanSum = new double[cleanLabels.Length];
        foreach ((int start, int width) in layers)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            (double[] along, double[] cleanAlong) = Projections(training.narrow(1, start, width), labels, clean.narrow(1, start, width), cleanLabels, classes, seed);
            (along, cleanAlong) = ClassScale.Of(along, labels, cleanAlong, cleanLabels, classes);
            for (int i = 0; i < sum.Length; i++) { sum[i] += Math.Clamp(along[i], -Most, Most); }
            for (int i = 0; i < cleanSum.Length; i++) { cleanSum[i] += Math.Clamp(cleanAlong[i], -Most, Most); }
        }
        return ClassScale.Of(sum, labels, cleanSum, cleanLabels, classes);
    }

    private static (double[] Training, double[] Clean) Projections(Tensor training, ReadOnlySpan<int> labels, Tensor clean, ReadOnlySpan<int> cleanLabels, int classes, Seed seed)
    {
        double[] along = new double[labels.Length], cleanAlong = new double[cleanLabels.Length];
        int[][] members = LabelRows.Members(labels, classes), cleanMembers = LabelRows.Members(cleanLabels, classes);
        Tensor spread = Spread(clean, cleanMembers);
        Whitening whitening = Whitening.Of(LabelRows.Deviations(clean, cleanMembers) / spread);
        for (int label = 0; label < classes; label++)
        {
            if (members[label].Length < LabelRows.Halves || cleanMembers[label].Length < 2) { continue; }
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor known = LabelRows.Rows(clean, cleanMembers[label]), mean = known.mean([0]);
            Tensor rows = whitening.Apply((LabelRows.Rows(training, members[label]) - mean) / spread), cleanRows = whitening.ApplyWithoutSelf((known - mean) / spread);
            int[] order = seed.For("halves", label).Stream().Permutation(members[label].Length), cleanOrder = seed.For("clean-halves", label).Stream().Permutation(cleanMembers[label].Length);
            int[] all = [.. Enumerable.Range(0, order.Length)], allClean = [.. Enumerable.Range(0, cleanOrder.Length)];
            for (int half = 0; half < LabelRows.Halves; half++)
            {
                Tensor direction = FirstDirection(LabelRows.Rows(rows, LabelRows.Half(all, order, 1 - half)));
                int[] scored = LabelRows.Half(all, order, half), cleanScored = LabelRows.Half(allClean, cleanOrder, half);
                LabelRows.Put(LabelRows.Rows(rows, scored).mv(direction), Array.ConvertAll(scored, i => members[label][i]), along);
                LabelRows.Put(LabelRows.Rows(cleanRows, cleanScored).mv(direction), Array.ConvertAll(cleanScored, i => cleanMembers[label][i]), cleanAlong);
            }
        }
        return (along, cleanAlong);
    }

    /// <summary>The spread of each channel among clean images of a label, and for channels that hardly move a share of the mean one:
    /// the first image that moves them would outweigh all else.</summary>
    /// <param name="clean">(M, D).</param>
    /// <param name="members">The clean images of each label.</param>
    /// <returns>(D), float64, above 0.</returns>
    internal static Tensor Spread(Tensor clean, int[][] members)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor spread = LabelRows.Deviations(clean, members).square().mean([0]).sqrt();
        return spread.clamp(min: Math.Max(LeastSpread * spread.mean().ToNumber(), double.Epsilon)).MoveToOuterDisposeScope();
    }

    // By power iteration. Around the mean of the training images themselves: that of a few clean images is off by chance, and would be a
    // direction of its own. It points to where the longer tail is, seen from the clean images.
    private static Tensor FirstDirection(Tensor rows)
    {
        Tensor mean = rows.mean([0]), centred = rows - mean, direction = mean;
        for (int i = 0; i < PowerIterations; i++)
        {
            direction = centred.t().mv(centred.mv(direction));
            direction /= direction.norm() + double.Epsilon;
        }
        return rows.mv(direction).pow(3).sum().ToNumber() < 0 ? -direction : direction;
    }
}
