namespace DeepDefense.Torch.Modules;

/// <summary>What tensors hold now; they get it back, bit by bit, when this is disposed.</summary>
public sealed class KeptValues : IDisposable
{
    private readonly (Tensor Tensor, Tensor Value)[] _kept;

    /// <summary>Copies the values.</summary>
    /// <param name="tensors">Parameters and buffers, as a rule.</param>
    public KeptValues(IEnumerable<Tensor> tensors)
    {
        using IDisposable pause = torch.no_grad();
        _kept = [.. tensors.Select(tensor => (tensor, tensor.clone().DetachFromDisposeScope()))];
    }

    /// <summary>Puts the values back and frees the copies.</summary>
    public void Dispose()
    {
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        foreach ((Tensor tensor, Tensor value) in _kept)
        {
            tensor.copy_(value);
            value.Dispose();
        }
    }
}
