using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Onnx;
using DeepDefense.Torch.Scripting;

namespace DeepDefense.Evidence;

/// <summary>What a network makes of each image, layer by layer. Of a network of ours: all that leaves its stem and its blocks, and the
/// derivatives; of TorchScript: what enters its last linear layer.</summary>
internal sealed class NetworkFeatures : IDisposable
{
    /// <summary>Why there are no derivatives.</summary>
    internal const string NoGradients = "the layers of a TorchScript network give no derivatives here";

    private NetworkFeatures(float[] rows, int images, int[] widths, bool hasGradients, int classes)
    {
        Layers = [.. widths.Select((width, i) => (widths[..i].Sum(), width))];
        int width = widths.Sum();
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor all = rows.ToTensor([images, rows.Length / Math.Max(images, 1)]);
        Activations = Part(0, width);
        Gradients = hasGradients ? Part(width, width) : null;
        Logits = Part(hasGradients ? 2 * width : width, classes);

        Tensor Part(int start, int count) => all.narrow(1, start, count).contiguous().DetachFromDisposeScope();
    }

    /// <summary>Where the channels of each layer stand in a row, and how many they are.</summary>
    internal IReadOnlyList<(int Start, int Width)> Layers { get; }

    /// <summary>(N, D), float32: the mean over pixels of each channel of each layer.</summary>
    internal Tensor Activations { get; }

    /// <summary>(N, D), float32: the mean over pixels of the derivative of the label's logit by each channel of each layer; or null:
    /// not known.</summary>
    internal Tensor? Gradients { get; }

    /// <summary>(N, K), float32.</summary>
    internal Tensor Logits { get; }

    /// <summary>(N), the class of the highest logit of each image.</summary>
    internal int[] Predictions()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return Array.ConvertAll(Logits.argmax(1).ToArray<long>(), label => (int)label);
    }

    /// <summary>Whether a network cannot be looked into.</summary>
    internal static bool IsClosed(Classifier model)
    {
        if (model.Network is OnnxNetwork) { return true; }
        if (model.Network is not ScriptNetwork script) { return false; }
        try
        {
            script.ParametersAt(ScriptPlace.LastLinear);
            return false;
        }
        catch (ScriptPlaceException) { return true; }
    }

    /// <summary>Runs a network over images.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">N images, under the labels by whose logit is derived.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">The network cannot be looked into; the message says why.</exception>
    internal static NetworkFeatures Of(Classifier model, LabeledImages images, Compute compute, IProgress<double>? progress, CancellationToken cancellation)
    {
        int[] widths = [];
        ILayered? layered = model.Network as ILayered;
        float[] rows = model.Rows(images, (pixels, labels) =>
        {
            Tensor[] parts = layered is not null ? Traced(layered, pixels, labels) : Tapped(model, (ScriptNetwork)model.Network, pixels);
            widths = [.. parts.SkipLast(1).Take(layered is null ? 1 : parts.Length / 2).Select(part => (int)part.shape[1])];
            return torch.cat(parts, 1).detach();
        }, derives: layered is not null, compute, progress, cancellation);
        return new NetworkFeatures(rows, images.Count, widths, layered is not null, images.ClassNames.Count);
    }

    private static Tensor[] Traced(ILayered network, Tensor images, Tensor labels)
    {
        (IReadOnlyList<Tensor> maps, Tensor logits) = network.Trace(images);
        Tensor answers = logits.to(ScalarType.Float32);
        foreach (Tensor map in maps) { map.retain_grad(); }
        torch.autograd.backward([answers.gather(1, labels.reshape(-1, 1)).sum()], inputs: [.. maps]);
        return [.. maps.Concat(maps.Select(map => map.grad!)).Select(map => map.to(ScalarType.Float32).mean([2, 3])), answers];
    }

    private static Tensor[] Tapped(Classifier model, ScriptNetwork network, Tensor images)
    {
        try { return [network.ActivationsAt(ScriptPlace.LastLinear, images).to(ScalarType.Float32), model.Logits(images).to(ScalarType.Float32)]; }
        catch (ScriptPlaceException e) { throw new ArgumentException($"what happens inside this TorchScript network cannot be seen: {e.Message}", nameof(network), e); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Activations.Dispose();
        Gradients?.Dispose();
        Logits.Dispose();
    }
}
