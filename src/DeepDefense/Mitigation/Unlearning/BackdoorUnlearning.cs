using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Optim;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.Unlearning;

/// <summary>Backdoor unlearning, equation 5 of the paper: min CE(clean) - CE(isolated). Batch norm uses and keeps the
/// statistics of the suspicious model throughout, so that ascending on poisoned batches cannot pollute them.</summary>
public static class BackdoorUnlearning
{

    private const double Momentum = 0.9;
    private const double WarmUp = 0.3;

    /// <summary>Unlearns in place.</summary>
    /// <param name="model">The suspicious model A; afterwards the purified model B.</param>
    /// <param name="isolated">Images taken for poisoned, under the labels that they came with.</param>
    /// <param name="clean">Images known to be clean, under their true labels.</param>
    /// <param name="options">How.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">Order and augmentation.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <exception cref="ArgumentException">There is no isolated or no clean image, or they do not fit the model.</exception>
    public static void Unlearn(Classifier model, LabeledImages isolated, LabeledImages clean, UnlearningOptions options,
        Compute compute, Seed seed, Checkpoint? checkpoint = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(isolated);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(options);
        model.RequireSize(isolated);
        model.RequireSize(clean);
        if (isolated.Count == 0 || clean.Count == 0)
        {
            throw new ArgumentException($"{isolated.Count} isolated and {clean.Count} clean images; both must be there");
        }
        model.Network.Train(false);
        BatchSampler cleanBatches = new(clean, options.CleanBatchSize, Augmentation.Flip, seed.For("clean"));
        BatchSampler isolatedBatches = new(isolated, options.IsolatedBatchSize, Augmentation.None, seed.For("isolated"));
        using Sgd optimizer = new([new ParameterGroup(model.Network.Parameters(), 0)], Momentum, nesterov: true);
        TrainingLoop loop = new(model.Network, optimizer, new OneCycle(options.LearningRate, options.Steps, WarmUp), options.Steps, compute)
        {
            Checkpoint = checkpoint,
        };
        loop.Run(step => LossOf(model, cleanBatches.Batch(step), isolatedBatches.Batch(step), options), progress, cancellation);
    }

    private static Tensor LossOf(Classifier model, LabeledImages clean, LabeledImages isolated, UnlearningOptions options)
    {
        Device device = model.Device;
        Tensor pixels = Tensor.Cat([clean.ToTensor(device), isolated.ToTensor(device)]);
        Tensor labels = Tensor.Cat([clean.LabelTensor(device), isolated.LabelTensor(device)]);
        Tensor losses = Functional.CrossEntropyEach(model.Forward(pixels).To(ScalarType.Float32), labels);
        Tensor forgotten = losses.Narrow(0, clean.Count, isolated.Count);
        if (options.Objective == UnlearningObjective.Bounded)
        {
            forgotten = forgotten.Clamp(maximum: options.Bound * Math.Log(model.Description.ClassNames.Count));
        }
        return losses.Narrow(0, 0, clean.Count).Mean() - forgotten.Mean() * options.IsolatedWeight;
    }
}
