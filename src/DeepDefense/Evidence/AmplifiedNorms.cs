using DeepDefense.Torch.Modules;

namespace DeepDefense.Evidence;

/// <summary>The batch norms of a network, whose scale and shift are multiplied for a while. Disposal puts back every bit.</summary>
internal sealed class AmplifiedNorms : IDisposable
{
    private readonly List<(Tensor Live, Tensor Saved)[]> _norms;

    /// <summary>Finds them: what has a weight, a bias and running statistics under one name is a batch norm, in a TorchScript network too.</summary>
    /// <param name="network">The network.</param>
    internal AmplifiedNorms(nn.Module network)
    {
        const string Statistics = ".running_var";
        Dictionary<string, Tensor> state = network.State().ToDictionary(entry => entry.Name, entry => entry.Tensor);
        _norms = [.. network.State().Where(entry => entry.Name.EndsWith(Statistics, StringComparison.Ordinal)).Select(entry => entry.Name[..^Statistics.Length])
            .Where(path => state.ContainsKey($"{path}.weight") && state.ContainsKey($"{path}.bias"))
            .Select(path => new[] { Saved(state[$"{path}.weight"]), Saved(state[$"{path}.bias"]) })];

        static (Tensor, Tensor) Saved(Tensor live)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            return (live, live.detach().clone().DetachFromDisposeScope());
        }
    }

    /// <summary>How many there are.</summary>
    internal int Count => _norms.Count;

    /// <summary>Multiplies scale and shift of the last ones, in order of definition, and puts back those of the others.</summary>
    /// <param name="last">How many.</param>
    /// <param name="factor">By what.</param>
    internal void Amplify(int last, double factor)
    {
        Restore();
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable mode = torch.no_grad();
        foreach ((Tensor live, _) in _norms.TakeLast(last).SelectMany(norm => norm)) { live.mul_(factor); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Restore();
        foreach ((_, Tensor saved) in _norms.SelectMany(norm => norm)) { saved.Dispose(); }
    }

    private void Restore()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable mode = torch.no_grad();
        foreach ((Tensor live, Tensor saved) in _norms.SelectMany(norm => norm)) { live.copy_(saved); }
    }
}
