using DeepDefense.Torch;

namespace DeepDefense.Mitigation.FinePruning;

/// <summary>Which channels of a layer are zero, and what they were before.</summary>
internal sealed class ChannelMask : IDisposable
{
    private readonly (Tensor Parameter, Tensor Before, long[] Shape)[] _parts;
    private readonly Tensor _kept; // (C), 1 or 0

    internal ChannelMask(PrunableLayer layer)
    {
        using NoGrad pause = NoGrad.Enter();
        using TensorScope scope = TensorScope.Enter();
        _parts = [.. layer.Parts.Select(part => (part.Parameter, part.Parameter.Clone().Unscoped(), Along(part.Axis, part.Parameter)))];
        Channels = (int)_parts[0].Parameter.Shape[layer.Parts[0].Axis];
        _kept = Tensor.Full(1, [Channels]).To(_parts[0].Parameter.Device).Unscoped();
    }

    /// <summary>C.</summary>
    internal int Channels { get; }

    /// <summary>Sets these channels to zero and all others back to what they were at first.</summary>
    internal void Prune(ReadOnlySpan<int> channels)
    {
        float[] kept = new float[Channels];
        Array.Fill(kept, 1);
        foreach (int channel in channels) { kept[channel] = 0; }
        using TensorScope scope = TensorScope.Enter();
        _kept.CopyFrom(Tensor.From<float>(kept, Channels));
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
        using NoGrad pause = NoGrad.Enter();
        using TensorScope scope = TensorScope.Enter();
        foreach ((Tensor Parameter, Tensor Before, long[] Shape) part in _parts)
        {
            part.Parameter.CopyFrom(from(part) * _kept.Reshape(part.Shape));
        }
    }

    private static long[] Along(int axis, Tensor parameter) =>
        [.. Enumerable.Range(0, parameter.Shape.Length).Select(dimension => dimension == axis ? -1L : 1)];
}
