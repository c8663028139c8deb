using AutogradContext = TorchSharp.torch.autograd.AutogradContext;

namespace DeepDefense.Torch.Distributed;

/// <summary>Normalises the share of a rank by the moments of the whole batch. Both directions run the kernel that a trained network uses, whose gradient takes
/// the moments for fixed; what comes back through them is added.</summary>
internal sealed class BatchNormFunction : torch.autograd.SingleTensorFunction<BatchNormFunction>
{
    private const string Kept = "graph";

    /// <inheritdoc/>
    public override string Name => nameof(BatchNormFunction);

    /// <summary>Input, weight, bias, <see cref="SharedBatch"/>.</summary>
    public override Tensor forward(AutogradContext context, params object[] vars)
    {
        SharedBatch batch = (SharedBatch)vars[3];
        using IDisposable derives = torch.enable_grad();
        Tensor[] inputs = [.. vars.Take(3).Cast<Tensor>().Select(tensor => tensor.detach().requires_grad_().DetachFromDisposeScope())];
        Tensor output = nn.functional.batch_norm(inputs[0], batch.Mean, batch.Variance, inputs[1], inputs[2], training: false, eps: batch.Epsilon).DetachFromDisposeScope();
        context.save_data(Kept, new Graph(batch, inputs, output));
        return output.detach();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(AutogradContext context, Tensor slope)
    {
        using Graph graph = (Graph)context.get_data(Kept);
        return [.. graph.Derive(slope), null!];
    }

    private sealed class Graph(SharedBatch batch, Tensor[] inputs, Tensor output) : IDisposable
    {
        internal IList<Tensor> Derive(Tensor slope)
        {
#pragma warning disable RS0030 // all three are there
            IList<Tensor> slopes = torch.autograd.grad([output], inputs, [slope]);
#pragma warning restore RS0030
            using IDisposable pause = torch.no_grad();
            using DisposeScope scope = torch.NewDisposeScope();
            (Tensor weights, Tensor offsets) = (slopes[1], slopes[2]);
            int channels = (int)weights.numel();
            double[] sums = [.. SharedBatch.Numbers(weights), .. SharedBatch.Numbers(offsets)];
            batch.Sums.TakeGuarded(sums);
            Tensor inverse = (batch.Variance + batch.Epsilon).rsqrt();
            Tensor scale = inputs[1].detach() * inverse / -batch.Count;
            Tensor byInput = scale * inverse * SharedBatch.Like(inverse, sums[..channels]);
            Tensor constant = (scale * SharedBatch.Like(inverse, sums[channels..])) - (byInput * batch.Mean);
            Add(slopes[0], inputs[0].detach(), byInput.view(1, -1, 1, 1), constant.view(1, -1, 1, 1));
            return slopes;
        }

        public void Dispose()
        {
            foreach (Tensor tensor in (Tensor[])[.. inputs, output, batch.Mean, batch.Variance]) { tensor.Dispose(); }
        }

        private static void Add(Tensor slope, Tensor input, Tensor byInput, Tensor constant)
        {
            if (slope.dtype == byInput.dtype) { slope.addcmul_(input, byInput, 1).add_(constant); }
            else { slope.copy_(torch.addcmul(slope.to(byInput.dtype), input.to(byInput.dtype), byInput, 1) + constant); }
        }
    }
}
