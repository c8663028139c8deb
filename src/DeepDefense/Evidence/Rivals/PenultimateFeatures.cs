namespace DeepDefense.Evidence.Rivals;

/// <summary>Goes over the labels with the activations that enter the last linear layer, on which the older methods all stand.</summary>
internal static class PenultimateFeatures
{
    /// <summary>What a method makes of the images of a label.</summary>
    /// <param name="rows">(n, D), the training images, float64, at least two.</param>
    /// <param name="clean">(m, D), the clean ones, or none.</param>
    /// <returns>(n) and (m) scores.</returns>
    internal delegate (Tensor Training, Tensor Clean) Method(Tensor rows, Tensor clean);

    /// <summary>The activations of training and clean images, (N, D) and (M, D); in the scope of the caller.</summary>
    internal static (Tensor Training, Tensor Clean) Of(EvidenceSubject subject, IProgress<double>? progress, CancellationToken cancellation)
    {
        NetworkFeatures training = subject.TrainingFeatures(progress, cancellation), clean = subject.CleanFeatures(cancellation);
        (int start, int width) = training.Layers[^1];
        return (training.Activations.narrow(1, start, width), clean.Activations.narrow(1, start, width));
    }

    /// <summary>What a method that goes label by label says of a subject.</summary>
    internal static EvidenceScores Score(string name, EvidenceSubject subject, Method method, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subject);
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor training, Tensor clean) = Of(subject, progress, cancellation);
        (double[] scores, double[] cleanScores) = LabelByLabel(training, subject.Training.Labels, clean, subject.Clean.Labels, subject.Classes, method, cancellation);
        return new EvidenceScores(name, scores, cleanScores);
    }

    /// <summary>Scores label by label; labels with fewer than two training images get 0.</summary>
    internal static (double[] Training, double[] Clean) LabelByLabel(Tensor training, ReadOnlySpan<int> labels, Tensor clean, ReadOnlySpan<int> cleanLabels, int classes,
        Method method, CancellationToken cancellation)
    {
        double[] scores = new double[labels.Length], cleanScores = new double[cleanLabels.Length];
        int[][] members = LabelRows.Members(labels, classes), cleanMembers = LabelRows.Members(cleanLabels, classes);
        for (int label = 0; label < classes; label++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (members[label].Length < 2) { continue; }
            using DisposeScope scope = torch.NewDisposeScope();
            (Tensor own, Tensor ownClean) = method(LabelRows.Rows(training, members[label]), LabelRows.Rows(clean, cleanMembers[label]));
            LabelRows.Put(own, members[label], scores);
            LabelRows.Put(ownClean, cleanMembers[label], cleanScores);
        }
        return (scores, cleanScores);
    }
}
