using DeepDefense.Torch;

namespace DeepDefense.Evidence;

/// <summary>A linear discriminant learns what sets suspected images apart from the others of their label, inside the network.
/// Cross-fitting: each half is scored by what the other half taught.</summary>
/// <remarks>Fisher's discriminant with a ridge of the mean variance, w = (S + r I)^-1 d; in the space of the images, by the
/// identity of Woodbury, where they are fewer than the channels.</remarks>
internal static class LayerDiscriminant
{
    /// <summary>Learns and scores, label by label.</summary>
    /// <param name="subject">What is looked at.</param>
    /// <param name="suspected">(N).</param>
    /// <param name="labels">The labels among whose images suspected ones are.</param>
    /// <param name="cancellation">Stops between labels.</param>
    /// <returns>(N) and (M); images of other labels 0.</returns>
    internal static (double[] Training, double[] Clean) Score(EvidenceSubject subject, bool[] suspected, IEnumerable<int> labels, CancellationToken cancellation)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor training, Tensor clean) = Table(subject, cancellation);
        int[][] members = LabelRows.Members(subject.Training.Labels, subject.Classes), cleanMembers = LabelRows.Members(subject.Clean.Labels, subject.Classes);
        double[] scores = new double[subject.Training.Count], cleanScores = new double[subject.Clean.Count];
        foreach (int label in labels)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope inner = torch.NewDisposeScope();
            Seed seed = subject.Seed.For("layer-folds", label);
            int[] order = seed.For("training").Stream().Permutation(members[label].Length), cleanOrder = seed.For("clean").Stream().Permutation(cleanMembers[label].Length);
            for (int half = 0; half < LabelRows.Halves; half++)
            {
                int[] learned = LabelRows.Half(members[label], order, 1 - half), held = LabelRows.Half(members[label], order, half);
                int[] cleanLearned = LabelRows.Half(cleanMembers[label], cleanOrder, 1 - half), cleanHeld = LabelRows.Half(cleanMembers[label], cleanOrder, half);
                int[] positive = [.. learned.Where(i => suspected[i])], negative = [.. learned.Where(i => !suspected[i])];
                if (positive.Length == 0 || negative.Length + cleanLearned.Length == 0) { continue; }
                Tensor others = torch.cat([LabelRows.Rows(training, negative), LabelRows.Rows(clean, cleanLearned)]);
                (Tensor direction, Tensor middle) = Discriminant(LabelRows.Rows(training, positive), others);
                if (held.Length > 0) { LabelRows.Put((LabelRows.Rows(training, held) - middle).mv(direction), held, scores); }
                if (cleanHeld.Length > 0) { LabelRows.Put((LabelRows.Rows(clean, cleanHeld) - middle).mv(direction), cleanHeld, cleanScores); }
            }
        }
        return (scores, cleanScores);
    }

    // All that is known of each image, each channel in units of its spread among clean images of a label.
    private static (Tensor Training, Tensor Clean) Table(EvidenceSubject subject, CancellationToken cancellation)
    {
        NetworkFeatures training = subject.TrainingFeatures(null, cancellation), clean = subject.CleanFeatures(cancellation);
        Tensor all = Joined(training), allClean = Joined(clean);
        Tensor spread = ClassShift.Spread(allClean, LabelRows.Members(subject.Clean.Labels, subject.Classes)), centre = allClean.to(ScalarType.Float64).mean([0]);
        (spread, centre) = (spread.to(ScalarType.Float32), centre.to(ScalarType.Float32));
        return ((all - centre) / spread, (allClean - centre) / spread);

        static Tensor Joined(NetworkFeatures features) => features.Gradients is { } gradients ? torch.cat([features.Activations, gradients], 1) : features.Activations;
    }

    /// <summary>The discriminant of two sets of rows.</summary>
    /// <param name="positive">(P, D), float64.</param>
    /// <param name="negative">(N, D), float64.</param>
    /// <returns>(D) the direction, and (D) the middle between the means.</returns>
    internal static (Tensor Direction, Tensor Middle) Discriminant(Tensor positive, Tensor negative)
    {
        Tensor meanPositive = positive.mean([0]), meanNegative = negative.mean([0]), difference = meanPositive - meanNegative;
        Tensor rows = torch.cat([positive - meanPositive, negative - meanNegative]);
        double ridge = Math.Max((rows.square().sum() / rows.numel()).ToNumber(), double.Epsilon);
        Tensor direction = rows.shape[0] < rows.shape[1] ? AmongImages(rows, difference, ridge) : AmongChannels(rows, difference, ridge);
        return (direction, (meanPositive + meanNegative) / 2);
    }

    private static Tensor AmongImages(Tensor rows, Tensor difference, double ridge)
    {
        Tensor inner = rows.mm(rows.t()) + ridge * rows.shape[0] * torch.eye(rows.shape[0], dtype: ScalarType.Float64);
        return (difference - rows.t().mv(torch.linalg.solve(inner, rows.mv(difference).unsqueeze(1)).squeeze(1))) / ridge;
    }

    private static Tensor AmongChannels(Tensor rows, Tensor difference, double ridge) =>
        torch.linalg.solve(rows.t().mm(rows) / rows.shape[0] + ridge * torch.eye(rows.shape[1], dtype: ScalarType.Float64), difference.unsqueeze(1)).squeeze(1);
}
