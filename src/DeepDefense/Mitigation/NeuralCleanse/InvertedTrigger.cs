using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Optim;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.NeuralCleanse;

/// <summary>A small change that turns all images into one class, found from the network alone.</summary>
/// <param name="Opacity">(1, 1, H, W), in [0, 1].</param>
/// <param name="Colour">(1, 3, H, W), in [0, 255].</param>
/// <param name="Succeeds">Whether it turns as many images into its class as was asked.</param>
internal sealed record InvertedTrigger(Tensor Opacity, Tensor Colour, bool Succeeds) : IDisposable
{
    /// <summary>The sum of its opacities, in pixels.</summary>
    internal double Size
    {
        get
        {
            using DisposeScope scope = torch.NewDisposeScope();
            return Opacity.sum().ToNumber();
        }
    }

    /// <summary>Searches for the smallest one of a class.</summary>
    internal static InvertedTrigger Find(Classifier model, LabeledImages clean, int target, NeuralCleanseOptions options, Compute compute, Seed seed,
        Checkpoint? checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        model.Network.eval();
        using TriggerSearch search = new(clean.Height, clean.Width, options.FirstCost, seed.For("start"), model.Device);
        BatchSampler sampler = new(clean, options.SearchBatchSize, Augmentation.None, seed.For("batches"));
        // Without decay AdamW is Adam.
        using AdamW optimizer = optim.AdamW(search.parameters().ToArray(), 1, 0.5, 0.9, weight_decay: 0);
        TrainingLoop loop = new(search, optimizer, new ConstantRate(options.SearchRate), options.SearchSteps, compute) { Checkpoint = checkpoint };
        loop.Run(LossOf, progress, cancellation);
        checkpoint?.Write(search, optimizer, options.SearchSteps);
        (Tensor opacity, Tensor colour) = search.Smallest();
        return new InvertedTrigger(opacity, colour, search.Succeeds);

        Tensor LossOf(long step)
        {
            LabeledImages batch = sampler.Batch(step);
            (Tensor opacity, Tensor colour) = search.Now;
            Tensor everywhere = torch.ones(batch.Count, device: model.Device), labels = torch.full(batch.Count, (long)target, device: model.Device);
            Tensor logits = model.Forward(Stamp(batch.ToTensor(model.Device).to(ScalarType.Float32), opacity, colour, everywhere));
            Tensor loss = nn.functional.cross_entropy(logits, labels) + (opacity.sum() * search.CostOfSize);
            IReadOnlyList<Tensor> slopes = Derivatives.Of(loss, search.Learned); // by the trigger alone: the network must not gather any
            search.Note(logits.argmax(1).eq(labels).to(ScalarType.Float32).mean().ToNumber(), sampler.BatchesPerEpoch, (step + 1) % sampler.BatchesPerEpoch == 0, options);
            return Derivatives.Linear(loss.ToNumber(), search.Learned, slopes);
        }
    }

    /// <summary>Stamps some images.</summary>
    /// <param name="pixels">(N, 3, H, W), float32, in [0, 255].</param>
    /// <param name="where">(N), 1 where an image is stamped, else 0.</param>
    internal Tensor Stamp(Tensor pixels, Tensor where) => Stamp(pixels, Opacity, Colour, where);

    public void Dispose()
    {
        Opacity.Dispose();
        Colour.Dispose();
    }

    private static Tensor Stamp(Tensor pixels, Tensor opacity, Tensor colour, Tensor where)
    {
        Tensor share = opacity * where.reshape(-1, 1, 1, 1);
        return (pixels * (1 - share)) + (colour * share);
    }
}
