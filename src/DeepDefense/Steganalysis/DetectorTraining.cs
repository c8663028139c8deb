using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Optim;
using DeepDefense.Training;

namespace DeepDefense.Steganalysis;

/// <summary>Builds a detector from clean images and what poisons them: steps 1 and 2 of Algorithm 1.</summary>
public static class DetectorTraining
{
    private const int LeastImages = 20;
    private const double ClipNorm = 5;
    private const double DecoupledDecay = 1e-2;

    /// <summary>Trains a detector on a part of the clean images and scores the rest, to set thresholds by.</summary>
    /// <param name="clean">Images known to be clean, of the size to be scanned, disjoint from what is to be scanned.</param>
    /// <param name="source">What the pairs are made with: a trigger, G(x), or a mixture.</param>
    /// <param name="options">How it is built.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">First weights, split, order and augmentation.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <returns>The detector; the caller owns it.</returns>
    /// <exception cref="ArgumentException">Fewer than 20 clean images.</exception>
    public static StegoDetector Train(LabeledImages clean, StegoSource source, DetectorOptions options, Compute compute,
        Seed seed, Checkpoint? checkpoint = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        RequireEnough(clean);
        int[] order = seed.For("held-out").Stream().Permutation(clean.Count);
        int heldOut = Math.Clamp((int)Math.Round(options.HeldOutFraction * clean.Count), 4, clean.Count - 4);
        LabeledImages learned = clean.Subset(order.AsSpan(heldOut));

        WiserNet network = new(options.Network, new Init(seed.For("weights"), compute.Device));
        try
        {
            Learn(network, source.Pairs(learned, options, seed.For("pairs")), options, compute, checkpoint, progress, cancellation);
            return StegoDetector.Calibrate(network, options.Network, source, clean.Subset(order.AsSpan(0, heldOut)), compute, cancellation);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Refuses too few clean images.</summary>
    internal static void RequireEnough(LabeledImages clean)
    {
        if (clean.Count < LeastImages)
        {
            throw new ArgumentException($"{clean.Count} clean images; a detector needs at least {LeastImages}", nameof(clean));
        }
    }

    /// <summary>Trains a network.</summary>
    /// <param name="network">It.</param>
    /// <param name="batches">Clean and poisoned images of a step, a pure function of its number.</param>
    /// <param name="options">How.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    internal static void Learn(WiserNet network, Func<long, (LabeledImages Clean, LabeledImages Poisoned)> batches, DetectorOptions options, Compute compute,
        Checkpoint? checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        bool published = options.Solver == DetectorSolver.Published;
        using optim.Optimizer optimizer = published
            ? optim.SGD(PublishedGroups(network), 1, 0.9)
            : optim.AdamW(DecayOnMatrices(network), 1);
        LearningRateSchedule schedule = published
            ? new InverseDecay(0.001, 1e-4, 0.75)
            : new OneCycle(options.LearningRate, options.Iterations, RiseShare: 0.15);
        TrainingLoop loop = new(network, optimizer, schedule, options.Iterations, compute)
        {
            ClipNorm = published ? null : ClipNorm,
            Checkpoint = checkpoint,
            Group = compute.Group,
        };
        loop.Run(step => LossOf(network, batches(step), compute), progress, cancellation);
    }

    private static Tensor LossOf(WiserNet network, (LabeledImages Clean, LabeledImages Poisoned) batch, Compute compute)
    {
        // Pairs stay together: both parts are divided alike.
        (Share cleanShare, Share poisonedShare) = (compute.Group.ShareOf(batch.Clean.Count), compute.Group.ShareOf(batch.Poisoned.Count));
        (LabeledImages clean, LabeledImages poisoned) = (batch.Clean.Part(cleanShare), batch.Poisoned.Part(poisonedShare));
        Tensor pixels = torch.cat([clean.ToTensor(compute.Device), poisoned.ToTensor(compute.Device)]);
        long[] labels = new long[clean.Count + poisoned.Count];
        labels.AsSpan(0, clean.Count).Fill(StegoDetector.CleanLabel);
        Tensor input = pixels.to(ScalarType.Float32).ChannelsLast();
        double weight = (double)labels.Length / (cleanShare.Whole + poisonedShare.Whole);
        return nn.functional.cross_entropy(network.forward(input), labels.ToTensor([labels.Length], compute.Device)) * weight;
    }

    // Caffe's multipliers: convolutions do not decay; fully connected biases learn twice as fast.
    private static SGD.ParamGroup[] PublishedGroups(WiserNet network)
    {
        ILookup<string, Parameter> kinds = network.named_parameters().ToLookup(
            entry => entry.name.StartsWith("conv", StringComparison.Ordinal) ? "conv"
                : entry.name.StartsWith("ip", StringComparison.Ordinal) && entry.name.EndsWith("bias", StringComparison.Ordinal) ? "bias"
                : "decayed",
            entry => entry.parameter);
        return
        [
            new() { Parameters = kinds["conv"].ToArray() },
            new() { Parameters = kinds["bias"].ToArray(), Options = new() { LearningRate = 2, weight_decay = 5e-4 } },
            new() { Parameters = kinds["decayed"].ToArray(), Options = new() { weight_decay = 5e-4 } },
        ];
    }

    private static AdamW.ParamGroup[] DecayOnMatrices(WiserNet network)
    {
        ILookup<bool, Parameter> kinds = network.parameters().ToLookup(parameter => parameter.dim() > 1);
        return [new() { Parameters = kinds[true].ToArray(), Options = new() { weight_decay = DecoupledDecay } }, new() { Parameters = kinds[false].ToArray() }];
    }
}
