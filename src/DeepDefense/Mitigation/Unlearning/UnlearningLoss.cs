using DeepDefense.Datasets;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.Unlearning;

/// <summary>The loss of a step of unlearning: clean images are classified and answered as before, isolated images lose
/// their labels. With each isolated image goes a clean one of the same label: only what the isolated one has besides,
/// the trigger, can tell the two apart, so that the label itself is not unlearned. And each is mixed into a clean image that
/// keeps its label, as in mixup (Zhang et al. 2018), whose labels are mixed too: what the trigger adds must not change the answer.</summary>
internal sealed class UnlearningLoss
{
    private readonly Classifier _model;
    private readonly UnlearningOptions _options;
    private readonly Share _cleanShare, _share; // of this rank; batches are drawn whole
    private readonly LabeledImages _clean;
    private readonly int[] _counterparts; // indices of clean images of the isolated labels
    private readonly BatchSampler _cleanBatches, _counterpartBatches, _isolatedBatches, _mixedBatches;
    private readonly BatchSampler? _correctedBatches;
    private float[]? _answers; // (N, K) probabilities

    internal UnlearningLoss(Classifier model, LabeledImages isolated, LabeledImages clean, LabeledImages? corrected, UnlearningOptions options, Seed seed, ProcessGroup group)
    {
        (_model, _options, _clean) = (model, options, clean);
        (_cleanShare, _share) = (group.ShareOf(options.CleanBatchSize), group.ShareOf(options.IsolatedBatchSize));
        HashSet<int> labels = [.. isolated.Labels];
        int[] counterparts = [.. Enumerable.Range(0, clean.Count).Where(i => labels.Contains(clean.Labels[i]))];
        _counterparts = counterparts.Length > 0 ? counterparts : [.. Enumerable.Range(0, clean.Count)];
        _cleanBatches = new BatchSampler(clean, options.CleanBatchSize, Augmentation.Flip, seed.For("clean"));
        _counterpartBatches = new BatchSampler(clean.Subset(_counterparts), options.IsolatedBatchSize, Augmentation.Flip, seed.For("counterparts"));
        _isolatedBatches = new BatchSampler(isolated, options.IsolatedBatchSize, Augmentation.None, seed.For("isolated"));
        _mixedBatches = new BatchSampler(clean, options.IsolatedBatchSize, Augmentation.Flip, seed.For("mixed"));
        if (corrected is { Count: > 0 }) { _correctedBatches = new BatchSampler(corrected, options.IsolatedBatchSize, Augmentation.None, seed.For("corrected")); }
    }

    /// <summary>Keeps the answers that the model gives now: the mean of its probabilities for an image and its mirror
    /// image.</summary>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="cancellation">Stops between batches.</param>
    internal void AskTeacher(Compute compute, CancellationToken cancellation) => _answers = Teacher.Answers(_model, _clean, compute, cancellation);

    private double KnownWhole => _cleanShare.Whole + _share.Whole;

    /// <summary>The scalar loss of a step; of several ranks, what the share of this one adds to it.</summary>
    internal Tensor At(long step)
    {
        Device device = _model.Device;
        LabeledImages clean = _cleanBatches.Batch(step).Part(_cleanShare), counterparts = _counterpartBatches.Batch(step).Part(_share), isolated = _isolatedBatches.Batch(step).Part(_share);
        LabeledImages? mixed = _options.MixingWeight > 0 ? Mixed(_mixedBatches.Batch(step).Part(_share), isolated, _options.MixingShare) : null;
        LabeledImages? corrected = _correctedBatches?.Batch(step).Part(_share);
        LabeledImages[] parts = [.. new LabeledImages?[] { clean, counterparts, isolated, mixed, corrected }.OfType<LabeledImages>()];
        int known = clean.Count + counterparts.Count;
        Tensor logits = _model.Forward(torch.cat([.. parts.Select(part => part.ToTensor(device))])).to(ScalarType.Float32);
        Tensor labels = torch.cat([.. parts.Select(part => part.LabelTensor(device))]);
        Tensor knownLogits = logits.narrow(0, 0, known);
        Tensor loss = nn.functional.cross_entropy(knownLogits, labels.narrow(0, 0, known)) * (known / KnownWhole)
            + Kept(logits.narrow(0, known, isolated.Count), labels.narrow(0, known, isolated.Count), _options) * (_options.IsolatedWeight * _share.Weight);
        int start = known + isolated.Count;
        foreach ((LabeledImages? part, double weight) in new[] { (mixed, _options.MixingWeight), (corrected, _options.CorrectedWeight) })
        {
            if (part is null) { continue; }
            loss += nn.functional.cross_entropy(logits.narrow(0, start, part.Count), labels.narrow(0, start, part.Count)) * (weight * _share.Weight);
            start += part.Count;
        }
        return _answers is null ? loss : loss + Distillation(knownLogits, step) * _options.DistillationWeight;
    }

    /// <summary>Clean images with as many isolated ones in them, under the labels of the clean ones.</summary>
    /// <param name="clean">(N, 3, H, W).</param>
    /// <param name="isolated">(N, 3, H, W).</param>
    /// <param name="share">Of the isolated image, in (0, 1).</param>
    internal static LabeledImages Mixed(LabeledImages clean, LabeledImages isolated, double share)
    {
        ReadOnlySpan<byte> under = clean.Pixels, over = isolated.Pixels;
        byte[] pixels = new byte[under.Length];
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = (byte)Math.Round((under[i] * (1 - share)) + (over[i] * share)); }
        return clean.WithPixels(pixels);
    }

    /// <summary>What is left of the isolated labels.</summary>
    /// <param name="logits">(N, K).</param>
    /// <param name="labels">(N).</param>
    /// <param name="options">The objective and its bound.</param>
    /// <returns>A scalar.</returns>
    internal static Tensor Kept(Tensor logits, Tensor labels, UnlearningOptions options)
    {
        if (options.Objective == UnlearningObjective.Ascent) { return -nn.functional.cross_entropy(logits, labels); }
        // Slope 1 far above the bound, -1 far below: what momentum carries past it is brought back.
        Tensor above = logits.LogOdds(labels) + options.Bound;
        return above.softplus().mean() + (-above).softplus().mean();
    }

    private Tensor Distillation(Tensor logits, long step)
    {
        int classes = _model.Description.ClassNames.Count;
        List<int> rows = [.. _cleanBatches.Indices(step).Slice(_cleanShare.Start, _cleanShare.Count)];
        foreach (int index in _counterpartBatches.Indices(step).Slice(_share.Start, _share.Count)) { rows.Add(_counterparts[index]); }
        float[] answers = new float[rows.Count * classes];
        for (int i = 0; i < rows.Count; i++) { _answers.AsSpan(rows[i] * classes, classes).CopyTo(answers.AsSpan(i * classes)); }
        Tensor targets = answers.ToTensor([rows.Count, classes], _model.Device);
        return (targets * logits.log_softmax(1)).sum() * (-1 / KnownWhole);
    }
}
