using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.AdversarialNeuronPruning;

/// <summary>Adversarial neuron pruning (ANP) after Wu and Wang 2021: a backdoored network is made to fail on clean images by perturbing few of its
/// neurons, those of the backdoor. Masks that keep it right under the worst perturbation go to zero there, and what has a small mask is
/// pruned.</summary>
public static class AdversarialNeuronPruning
{
    /// <summary>Prunes in place.</summary>
    /// <param name="model">The suspicious model, with batch norms; afterwards the purified one, the norm weights of its pruned neurons
    /// exactly zero, all else as it was.</param>
    /// <param name="clean">Images known to be clean, under their true labels.</param>
    /// <param name="options">How.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">Order, augmentation and first perturbations.</param>
    /// <param name="checkpoint">Where to keep the state of the masks, or null: nowhere.</param>
    /// <param name="progress">Told after each step of the stage <c>mask</c>.</param>
    /// <param name="cancellation">Stops before the next step, with the state written and the model as it was.</param>
    /// <exception cref="ArgumentException">There is no clean image, they do not fit the model, or the network has no batch norm.</exception>
    /// <exception cref="ModelFormatException">The weights are too coarse to learn.</exception>
    public static AdversarialNeuronPruningReport Purify(Classifier model, LabeledImages clean, AdversarialNeuronPruningOptions options, Compute compute, Seed seed,
        Checkpoint? checkpoint = null, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        compute = CleanImages.Require(model, clean, options, compute);
        using NormedNeurons neurons = new(model.Network);
        float[] masks = Learn(model, neurons, clean, options, compute, seed, checkpoint, progress.ForTraining("mask"), cancellation);
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor kept = Array.ConvertAll(masks, mask => mask <= options.Threshold ? 0f : 1).ToTensor([masks.Length], model.Device);
        neurons.Scale(kept, torch.ones_like(kept));
        return new AdversarialNeuronPruningReport(masks.Length, [.. neurons.Places.Zip(masks, (place, mask) => new PrunedNeuron(place.Norm, place.Channel, mask))
            .Where(neuron => neuron.Mask <= options.Threshold)]);
    }

    /// <summary>Learns the masks; the network is as before afterwards, but for its running statistics.</summary>
    /// <returns>(N), in [0, 1].</returns>
    internal static float[] Learn(Classifier model, NormedNeurons neurons, LabeledImages clean, AdversarialNeuronPruningOptions options, Compute compute, Seed seed,
        Checkpoint? checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        model.Network.train();
        using NeuronMask mask = new(neurons.Count, model.Device);
        BatchSampler sampler = new(clean, options.BatchSize, options.Augmentation, seed.For("batches"));
        MaskObjective objective = new(model, neurons, mask, options, sampler, seed);
        using SGD optimizer = optim.SGD(mask.parameters().ToArray(), 1, options.Momentum);
        TrainingLoop loop = new(mask, optimizer, new ConstantRate(options.LearningRate), options.Steps, compute) { AfterStep = mask.Clamp, Checkpoint = checkpoint };
        try { loop.Run(objective.At, progress, cancellation); }
        finally { neurons.Reset(); }
        return mask.Values.ToArray<float>();
    }
}
