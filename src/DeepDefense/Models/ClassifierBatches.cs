using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Models;

/// <summary>Sends images through a classifier in use, batch by batch, and refuses what is no number.</summary>
/// <param name="model">The classifier.</param>
/// <param name="images">The images, of its size.</param>
/// <param name="of">(N, 3, H, W) stored pixels and (N) labels to (N, C).</param>
internal sealed class ClassifierBatches(Classifier model, LabeledImages images, Func<Tensor, Tensor, Tensor> of)
{
    /// <summary>Whether derivatives are taken. Default false.</summary>
    internal bool Derives { get; init; }

    /// <summary>Told the share that is done, or null (default).</summary>
    internal IProgress<double>? Progress { get; init; }

    /// <summary>Reads what comes out of each batch; in float32 where bfloat16 gives no numbers.</summary>
    /// <param name="read">(N, C), float32, and (N) labels to whatever is read from them.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">The images are of another size.</exception>
    /// <exception cref="ModelFormatException">The model gives NaN or infinite numbers; the message says for how many images.</exception>
    internal T[] Read<T>(Func<Tensor, Tensor, T[]> read, Compute compute, CancellationToken cancellation)
    {
        model.RequireSize(images);
        Compute suited = model.Suited(compute);
        (T[] results, long unfit) = Pass(read, suited, cancellation);
        if (unfit == 0) { return results; }
        if (suited.Precision == Precision.Float32) { throw NoNumbers($"{unfit} of {images.Count} images in {model.OwnNumbers ?? "fp32"}"); }
        (results, long still) = Pass(read, suited with { Precision = Precision.Float32 }, cancellation);
        if (still > 0) { throw NoNumbers($"{unfit} of {images.Count} images in bf16, and for {still} of them in fp32"); }
        model.Float32Reason = $"there it gives NaN or infinite numbers for {unfit} of {images.Count} images";
        model.Suited(compute);
        model.Told?.Invoke(model.InFloat32());
        return results;
    }

    private (T[] Results, long Unfit) Pass<T>(Func<Tensor, Tensor, T[]> read, Compute compute, CancellationToken cancellation)
    {
        bool training = model.Network.training;
        model.Network.eval();
        List<T> results = new(images.Count);
        long unfit = 0;
        using IDisposable mode = Derives ? torch.enable_grad() : torch.no_grad();
        try
        {
            foreach (PixelBatch batch in images.Batches(share: 0, of: 1, cancellation))
            {
                using DisposeScope scope = torch.NewDisposeScope();
                using Autocast autocast = compute.Enter();
                Tensor labels = images.LabelTensor(batch.Start, batch.Count, model.Device);
                Tensor values = of(images.ToTensor(batch, model.Device), labels).to(ScalarType.Float32);
                // Minus infinity beside numbers is a class that is ruled out.
                unfit += values.detach().amax(1).isfinite().logical_not().sum().item<long>();
                results.AddRange(read(values, labels));
                Progress?.Report((double)(batch.Start + batch.Count) / images.Count);
            }
            return ([.. results], unfit);
        }
        finally
        {
            model.Network.train(training);
        }
    }

    private ModelFormatException NoNumbers(string where) => new($"{model.File ?? "the model"}: gives NaN or infinite numbers for {where}, so that nothing can be said of it: "
        + "its weights are damaged, or images reach it in another range than it takes (--value-range, --mean, --std)");
}
