using System.Runtime.InteropServices;
using DeepDefense.Torch.Distributed;

namespace DeepDefense.Training;

/// <summary>Puts together what the ranks derived: gradients and loss are added up, and the statistics that batch norm took of each
/// share are averaged. All goes as one array a step. Nothing is done where one process works alone.</summary>
/// <param name="network">What is trained.</param>
/// <param name="group">The ranks.</param>
internal sealed class RankSum(nn.Module network, ProcessGroup group) : IDisposable
{
    private readonly Tensor[] _statistics = group.Size > 1 ? [.. network.buffers().Where(buffer => buffer.is_floating_point())] : [];
    private Tensor[] _before = [];

    /// <summary>Keeps what a step changes before its gradients are there.</summary>
    internal void Begin()
    {
        Dispose();
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
    /// <param name="cancellation">Stops waiting for the others.</param>
    /// <returns>The loss of the whole batch.</returns>
    internal double Of(double loss, CancellationToken cancellation)
    {
        if (group.Size == 1) { return loss; }
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable pause = torch.no_grad();
        Tensor[] gradients = [.. network.parameters().Select(parameter => parameter.grad).OfType<Tensor>()];
        // Those of a network that only uses them are the same everywhere, and stay so to the bit.
        Tensor[] parts = network.training ? [.. gradients, .. _statistics] : gradients;
        Tensor flat = torch.cat([.. parts.Append(torch.tensor(loss)).Select(part => part.detach().cpu().to(ScalarType.Float32).reshape(-1))]);
        Span<float> numbers = MemoryMarshal.Cast<byte, float>(flat.bytes);
        group.Sum(numbers, cancellation);
        Tensor[] sums = flat.split([.. parts.Select(part => part.numel()), 1]);
        for (int i = 0; i < parts.Length; i++) { parts[i].copy_((i < gradients.Length ? sums[i] : sums[i] / group.Size).reshape(parts[i].shape)); }
        return numbers[^1];
    }

    /// <summary>Frees what was kept.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _before) { tensor.Dispose(); }
        _before = [];
    }
}
