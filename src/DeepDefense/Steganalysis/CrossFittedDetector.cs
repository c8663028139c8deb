using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Training;

namespace DeepDefense.Steganalysis;

/// <summary>Steganalysis of a trigger that nobody described: a WISERNet learns what sets suspected images apart from others.
/// Cross-fitting: of two networks each learns from one half of the images and scores the other, so that none scores what it learned.</summary>
internal static class CrossFittedDetector
{
    /// <summary>How many networks learn.</summary>
    internal const int Folds = 2;

    /// <summary>Learns and scores.</summary>
    /// <param name="training">The training set, N images.</param>
    /// <param name="clean">Images known to be clean, M.</param>
    /// <param name="suspected">(N): what is to be learned as poisoned; at least two.</param>
    /// <param name="options">How the networks are built and trained.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">Folds, first weights, order and turns.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops before the next step.</param>
    /// <returns>(N) and (M), log-odds of being like the suspected images.</returns>
    internal static (double[] Training, double[] Clean) Score(LabeledImages training, LabeledImages clean, ReadOnlySpan<bool> suspected, DetectorOptions options,
        Compute compute, Seed seed, IProgress<double>? progress, CancellationToken cancellation)
    {
        int[] folds = FoldsOf(training.Count, seed.For("training"), suspected), cleanFolds = FoldsOf(clean.Count, seed.For("clean"), []);
        double[] scores = new double[training.Count], cleanScores = new double[clean.Count];
        for (int fold = 0; fold < Folds; fold++)
        {
            (List<int> positive, List<int> negative, List<int> held) = ([], [], []);
            for (int i = 0; i < training.Count; i++) { (folds[i] == fold ? held : suspected[i] ? positive : negative).Add(i); }
            int[] cleanLearned = [.. Enumerable.Range(0, clean.Count).Where(i => cleanFolds[i] != fold)], cleanHeld = [.. Enumerable.Range(0, clean.Count).Where(i => cleanFolds[i] == fold)];
            LabeledImages others = LabeledImages.Concat(training.Subset([.. negative]), clean.Subset(cleanLearned));
            using WiserNet network = Learned(training.Subset([.. positive]), others, options, compute, seed.For("network", fold),
                progress is null ? null : new Share(progress, fold), cancellation);
            Put(network, training, [.. held], scores);
            Put(network, clean, cleanHeld, cleanScores);
        }
        return (scores, cleanScores);

        void Put(WiserNet network, LabeledImages images, int[] indices, double[] into)
        {
            double[] of = StegoDetector.ScoresOf(network, images.Subset(indices), compute, null, cancellation);
            for (int i = 0; i < indices.Length; i++) { into[indices[i]] = of[i]; }
        }
    }

    /// <summary>A network that learned to tell images of two sets apart; the caller owns it.</summary>
    internal static WiserNet Learned(LabeledImages positive, LabeledImages negative, DetectorOptions options, Compute compute, Seed seed,
        IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        Augmentation augmentation = options.Dihedral ? Augmentation.Dihedral : Augmentation.None;
        BatchSampler poisoned = new(positive, options.BatchSize / 2, augmentation, seed.For("poisoned")), clean = new(negative, options.BatchSize / 2, augmentation, seed.For("clean"));
        WiserNet network = new(options.Network, new Init(seed.For("weights"), compute.Device));
        try
        {
            DetectorTraining.Learn(network, step => (clean.Batch(step), poisoned.Batch(step)), options, compute, null, progress, cancellation);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    // Suspected images first, so that each fold has as many of them.
    private static int[] FoldsOf(int count, Seed seed, ReadOnlySpan<bool> suspected)
    {
        bool[] first = suspected.ToArray();
        int[] folds = new int[count], order = [.. seed.For("folds").Stream().Permutation(count).OrderByDescending(i => first.Length > 0 && first[i])];
        for (int place = 0; place < count; place++) { folds[order[place]] = place % Folds; }
        return folds;
    }

    private sealed class Share(IProgress<double> progress, int done) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report((done + (double)value.Step / value.Steps) / Folds);
    }
}
