using System.Runtime.InteropServices;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;

namespace DeepDefense.Training;

/// <summary>Has the ranks train as one process would: batch norm sees the batch of all, and gradients and loss are added up as one array a step. Nothing is done
/// where one process works alone.</summary>
internal sealed class RankSum : IDisposable
{
    private readonly nn.Module _network;
    private readonly ProcessGroup _group;
    private readonly CancellationToken _cancellation;
    private readonly SharedBatchNorm _norms;
    private readonly Tensor[] _statistics; // the running ones of batch norm
    private Tensor[] _before = [];

    /// <param name="network">What is trained.</param>
    /// <param name="group">The ranks.</param>
    /// <param name="cancellation">Stops waiting for the others.</param>
    internal RankSum(nn.Module network, ProcessGroup group, CancellationToken cancellation)
    {
        (_network, _group, _cancellation) = (network, group, cancellation);
        _statistics = group.Size > 1 && network.training ? [.. network.buffers().Where(buffer => buffer.is_floating_point())] : [];
        _norms = new SharedBatchNorm(network, group, cancellation);
    }

    /// <summary>Keeps what a step changes before its gradients are there.</summary>
    internal void Begin()
    {
        Forget();
        _before = [.. _statistics.Select(tensor => tensor.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>Takes back what the step that was begun has changed.</summary>
    internal void TakeBack()
    {
        using IDisposable pause = torch.no_grad();
        foreach ((Tensor tensor, Tensor before) in _statistics.Zip(_before)) { tensor.copy_(before); }
    }

    /// <summary>Gives each rank the gradients and the loss of the whole batch.</summary>
    /// <param name="loss">What this rank's share adds to the loss.</param>
    /// <returns>The loss of the whole batch.</returns>
    internal double Of(double loss)
    {
        if (_group.Size == 1) { return loss; }
        _norms.ThrowIfFailed();
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable pause = torch.no_grad();
        Tensor[] gradients = [.. _network.parameters().Select(parameter => parameter.grad).OfType<Tensor>()];
        ScalarType type = gradients.Any(gradient => gradient.dtype == ScalarType.Float64) ? ScalarType.Float64 : ScalarType.Float32;
        Tensor flat = torch.cat([.. gradients.Append(torch.tensor(loss)).Select(part => part.detach().cpu().to(type).reshape(-1))]);
        if (type == ScalarType.Float64) { _group.Sum(MemoryMarshal.Cast<byte, double>(flat.bytes), _cancellation); }
        else { _group.Sum(MemoryMarshal.Cast<byte, float>(flat.bytes), _cancellation); }
        Tensor[] sums = flat.split([.. gradients.Select(gradient => gradient.numel()), 1]);
        for (int i = 0; i < gradients.Length; i++) { gradients[i].copy_(sums[i].reshape(gradients[i].shape)); }
        return sums[^1].ToNumber();
    }

    /// <summary>Gives the network its own way back, and frees what was kept.</summary>
    public void Dispose()
    {
        _norms.Dispose();
        Forget();
    }

    private void Forget()
    {
        foreach (Tensor tensor in _before) { tensor.Dispose(); }
        _before = [];
    }
}
