using DeepDefense.Torch;

namespace DeepDefense.Mitigation.FinePruning;

/// <summary>Which channels of a layer are zero, and what they were before.</summary>
internal sealed class ChannelMask : IDisposable
{
    private readonly (Tensor Parameter, Tensor Before, long[] Shape)[] _parts;
    private readonly Tensor _kept; // (C), 1 or 0

    internal ChannelMask(PrunableLayer layer)
    {
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        _parts = [.. layer.Parts.Select(part => (part.Parameter, part.Parameter.clone().DetachFromDisposeScope(), Along(part.Axis, part.Parameter)))];
        Channels = (int)_parts[0].Parameter.shape[layer.Parts[0].Axis];
        _kept = torch.ones(Channels, device: _parts[0].Parameter.device).DetachFromDisposeScope();
    }

    /// <summary>C.</summary>
    internal int Channels { get; }

    /// <summary>Sets these channels to zero and all others back to what they were at first.</summary>
    internal void Prune(ReadOnlySpan<int> channels)
    {
        float[] kept = new float[Channels];
        Array.Fill(kept, 1);
        foreach (int channel in channels) { kept[channel] = 0; }
        using DisposeScope scope = torch.NewDisposeScope();
        _kept.copy_(kept.ToTensor([Channels]));
        Apply(part => part.Before);
    }

    /// <summary>Sets the pruned channels to zero again, whatever the others are now.</summary>
    internal void Hold() => Apply(part => part.Parameter);

    public void Dispose()
    {
        foreach ((_, Tensor before, _) in _parts) { before.Dispose(); }
        _kept.Dispose();
    }

    private void Apply(Func<(Tensor Parameter, Tensor Before, long[] Shape), Tensor> from)
    {
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        foreach ((Tensor Parameter, Tensor Before, long[] Shape) part in _parts)
        {
            part.Parameter.copy_(from(part) * _kept.reshape(part.Shape));
        }
    }

    private static long[] Along(int axis, Tensor parameter) =>
        [.. Enumerable.Range(0, (int)parameter.dim()).Select(dimension => dimension == axis ? -1L : 1)];
}
