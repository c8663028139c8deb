using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Steganalysis.Shards;

/// <summary>Scores a part of a training set, so that <see cref="ShardMerge"/> can judge the whole.</summary>
public static class ShardScorer
{
    /// <summary>Scores the images of a part.</summary>
    /// <param name="shard">Which part.</param>
    /// <param name="set">The set, of which that part was read (<see cref="DatasetOptions.Shard"/>).</param>
    /// <param name="detectorPath">The detector's file.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="version">The version of DeepDefense, which shards must have alike.</param>
    /// <param name="progress">Told the share that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops after the current batch.</param>
    /// <exception cref="ArgumentException">The detector was made for images of another size.</exception>
    /// <exception cref="ModelFormatException">The detector's file is damaged or of another kind.</exception>
    public static ScoredShard Score(Shard shard, LoadedDataset set, string detectorPath, Compute compute, string version,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(compute);
        LabeledImages images = set.Dataset.Train;
        using StegoDetector detector = StegoDetector.Load(detectorPath, compute.Device);
        detector.RequireSizeOf(images);
        ShardTerms terms = new(set.Rows.Count, set.Rows.Fingerprint, images.Height, images.Width, FileHash.Of(detectorPath), new FileInfo(detectorPath).Length,
            compute.Device.type.ToString().ToLowerInvariant(), compute.Precision.ToString(), version);
        double[] scores = detector.Score(images, compute, progress, cancellation);
        return new ScoredShard(shard, terms, detectorPath, TrainingFingerprint.Of(images), [.. set.Rows.Read], scores);
    }
}
