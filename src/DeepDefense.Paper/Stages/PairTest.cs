using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Steganalysis;

namespace DeepDefense.Paper.Stages;

/// <summary>Tests a detector on pairs of clean and triggered images that it never saw.</summary>
/// <param name="laboratory">Where detectors and images come from.</param>
public sealed class PairTest(Laboratory laboratory)
{
    private readonly Laboratory _lab = laboratory;

    /// <summary>Scores every pair.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="trigger">The trigger of the pairs.</param>
    /// <param name="key">All that decides the trigger.</param>
    public Cached<PairScores> Scores(Cached<string> detector, TriggerOptions trigger, string key)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(trigger);
        return _lab.Cache.Value("pairs", _lab.Inputs(detector.Key, key, _lab.Detection.Key), () =>
        {
            using StegoDetector loaded = StegoDetector.Load(detector.Value, _lab.Compute.Device);
            LabeledImages clean = _lab.Detection.Training, triggered = trigger.CreateTrigger().Apply(clean);
            return new PairScores(loaded.Score(clean, _lab.Compute, null, _lab.Cancellation),
                loaded.Score(triggered, _lab.Compute, null, _lab.Cancellation),
                [.. Enumerable.Range(0, clean.Count).Select(i => MeanMove(clean.Image(i), triggered.Image(i)))], loaded.ThresholdAt(0.01));
        });
    }

    /// <summary>Share of scores above a threshold.</summary>
    public static double Above(IReadOnlyCollection<double> scores, double threshold) =>
        (double)scores.Count(score => score > threshold) / scores.Count;

    /// <summary>The ROC curve of the pairs.</summary>
    public static RocCurve Curve(PairScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        bool[] truth = [.. scores.Clean.Select(_ => false), .. scores.Triggered.Select(_ => true)];
        return new RocCurve([.. scores.Clean, .. scores.Triggered], truth);
    }

    private static double MeanMove(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        long sum = 0;
        int changed = 0;
        for (int i = 0; i < before.Length; i++)
        {
            int moved = Math.Abs(before[i] - after[i]);
            sum += moved;
            changed += moved > 0 ? 1 : 0;
        }
        return changed == 0 ? 0 : (double)sum / changed;
    }
}
