namespace DeepDefense.Torch.Distributed;

/// <summary>Batch norm of a network in training over the batch of all ranks, as PyTorch's <c>SyncBatchNorm</c>: mean and variance, and the two sums that its
/// gradient needs, are those of the whole batch, so that ranks take the steps of one process up to rounding. Two sums over the ranks a layer and step.
/// Layers must be called, not their <c>forward</c>, which knows no hooks. Where one process works alone nothing is done.</summary>
public sealed class SharedBatchNorm : IDisposable
{
    private readonly List<Action> _removals = [];
    private readonly GuardedSum _sums;

    /// <summary>Holds until disposal.</summary>
    /// <param name="network">What is trained; its batch norms have weights and running statistics.</param>
    /// <param name="group">The ranks.</param>
    /// <param name="cancellation">Stops waiting for the others.</param>
    public SharedBatchNorm(nn.Module network, ProcessGroup group, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(group);
        _sums = new GuardedSum(group, cancellation);
        if (group.Size == 1) { return; }
        foreach (BatchNorm2d layer in network.modules().Append(network).Distinct().OfType<BatchNorm2d>()) { Share(layer); }
    }

    /// <summary>Throws what went wrong while gradients were derived.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled while it waited for another rank.</exception>
    public void ThrowIfFailed() => _sums.ThrowIfFailed();

    /// <summary>Gives the layers back their own way.</summary>
    public void Dispose()
    {
        foreach (Action remove in _removals) { remove(); }
        _removals.Clear();
    }

    // The work is done before the layer; the layer itself gets next to nothing, and what it gives is replaced.
    private void Share(BatchNorm2d layer)
    {
        Tensor? result = null;
        var before = layer.register_forward_pre_hook((_, input) =>
        {
            if (!layer.training) { return input; }
            result = BatchNormFunction.apply(input, layer.weight!, layer.bias!, SharedBatch.Measure(layer, input, _sums));
            layer.eval();
            return torch.zeros([1, input.shape[1], 1, 1], input.dtype, input.device);
        });
        var after = layer.register_forward_hook((_, _, output) =>
        {
            if (result is null) { return output; }
            layer.train();
            (Tensor given, result) = (result, null);
            return given;
        });
        _removals.Add(before.remove);
        _removals.Add(after.remove);
    }
}
