using DeepDefense.Datasets;

namespace DeepDefense.Evidence;

/// <summary>IBD-PSC: Hou et al., "IBD-PSC: Input-level Backdoor Detection via Parameter-oriented Scaling Consistency", ICML 2024. With scale and
/// shift of the last batch norms multiplied, the network loses clean images and keeps to the target of triggered ones. The score is
/// the mean probability of the originally predicted label over five amplifications.</summary>
/// <remarks>The factor is the smallest of 1.5, 2, 3, 5 and 8 with which clean images reach an error above .6 (the published one, 1.5, often
/// does not); i starts at the smallest number of batch norms with which they do. Scores are comparable between labels, as published. The last
/// batch norms are those defined last, which in a TorchScript network of others need not be those that come last. The network is changed
/// meanwhile, so nobody else may use it, and is put back bit by bit, also after an error.</remarks>
public sealed class ScaledConsistency : IEvidence
{
    private const double LeastError = 0.6;
    private const int Amplifications = 5;
    private static readonly double[] Factors = [1.5, 2, 3, 5, 8];

    /// <inheritdoc/>
    public string Name => "scaled-consistency";

    /// <inheritdoc/>
    public EvidenceScores Score(EvidenceSubject subject, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        int[] predicted = subject.Model.Predict(subject.Training, subject.Compute, cancellation), cleanPredicted = subject.Model.Predict(subject.Clean, subject.Compute, cancellation);
        using AmplifiedNorms norms = new(subject.Model.Network);
        if (norms.Count < Amplifications) { return EvidenceScores.DoesNotApply(Name, $"{norms.Count} batch norms can be reached; {Amplifications} are needed"); }
        if (Calibrate(subject, norms, cancellation) is not var (factor, first))
        {
            return EvidenceScores.DoesNotApply(Name, $"clean images keep an error of {LeastError} or less however much the batch norms are amplified");
        }
        double[] scores = new double[predicted.Length], cleanScores = new double[cleanPredicted.Length];
        for (int step = 0; step < Amplifications; step++)
        {
            norms.Amplify(first + step, factor);
            AddProbabilities(subject, subject.Training, predicted, scores, cancellation);
            AddProbabilities(subject, subject.Clean, cleanPredicted, cleanScores, cancellation);
            progress?.Report((step + 1.0) / Amplifications);
        }
        return new EvidenceScores(Name, scores, cleanScores);
    }

    // The factor, and the number of batch norms at which it begins; null: none reaches the error.
    private static (double Factor, int First)? Calibrate(EvidenceSubject subject, AmplifiedNorms norms, CancellationToken cancellation)
    {
        foreach (double factor in Factors)
        {
            for (int last = 1; last <= norms.Count - Amplifications + 1; last++)
            {
                norms.Amplify(last, factor);
                int[] predicted = subject.Model.Predict(subject.Clean, subject.Compute, cancellation);
                int wrong = subject.Clean.Labels.ToArray().Zip(predicted).Count(pair => pair.First != pair.Second);
                if (wrong > LeastError * predicted.Length) { return (factor, last); }
            }
        }
        return null;
    }

    private static void AddProbabilities(EvidenceSubject subject, LabeledImages images, int[] labels, double[] sum, CancellationToken cancellation)
    {
        float[] probabilities = subject.Model.Probabilities(images, subject.Compute, cancellation);
        for (int i = 0; i < sum.Length; i++) { sum[i] += (double)probabilities[(i * subject.Classes) + labels[i]] / Amplifications; }
    }
}
