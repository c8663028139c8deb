namespace DeepDefense.Torch.Modules;

/// <summary>Parameters and buffers of a network by name: all that a model file holds.</summary>
public static class ModuleState
{
    /// <summary>Parameters, then buffers, e.g. <c>layer1.0.conv1.weight</c>, in order of definition.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> State(this nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter)).Concat(network.named_buffers());
    }

    /// <summary>Registers a child, and gives it back.</summary>
    public static T Add<T>(this nn.Module network, string name, T child)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(network);
        network.register_module(name, child);
        return child;
    }

    /// <summary>Number of learned numbers.</summary>
    public static long ParameterCount(this nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.parameters().Sum(parameter => parameter.numel());
    }

    /// <summary>Copies values into parameters and buffers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="values">One tensor for each name of <see cref="State"/>, of the same shape.</param>
    /// <exception cref="ArgumentException">A name is missing or left over, or a shape differs: of another architecture.</exception>
    public static void LoadState(this nn.Module network, IReadOnlyDictionary<string, Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        List<(string Name, Tensor Tensor)> state = [.. network.State()];
        HashSet<string> known = [.. state.Select(entry => entry.Name)];
        if (values.Keys.FirstOrDefault(name => !known.Contains(name)) is string stranger)
        {
            throw new ArgumentException($"holds a tensor '{stranger}' that the network does not have", nameof(values));
        }
        foreach ((string name, Tensor tensor) in state)
        {
            if (!values.TryGetValue(name, out Tensor? value))
            {
                throw new ArgumentException($"lacks the tensor '{name}' {tensor.Described()} of the network", nameof(values));
            }
            if (!value.shape.SequenceEqual(tensor.shape))
            {
                throw new ArgumentException($"has '{name}' as {value.Described()}; the network has {tensor.Described()}", nameof(values));
            }
        }
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        foreach ((string name, Tensor tensor) in state) { tensor.copy_(values[name]); }
    }
}
