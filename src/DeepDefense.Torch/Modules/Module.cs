namespace DeepDefense.Torch.Modules;

/// <summary>A layer or network: parameters that are learned, buffers that are kept, and a forward pass.
/// Owns its tensors and its children.</summary>
public abstract class Module : IDisposable
{
    private readonly List<(string Name, Tensor Tensor)> _parameters = [];
    private readonly List<(string Name, Tensor Tensor)> _buffers = [];
    private readonly List<(string Name, Module Module)> _children = [];

    /// <summary>Whether layers behave as in training (batch norm uses and updates with the batch). Default true.</summary>
    public bool Training { get; private set; } = true;

    /// <summary>Own and inherited parameters, e.g. <c>layer1.0.conv1.weight</c>, in order of definition.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> NamedParameters() =>
        _parameters.Concat(FromChildren(child => child.NamedParameters()));

    /// <summary>Own and inherited buffers, e.g. <c>bn1.running_mean</c>, in order of definition.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> NamedBuffers() =>
        _buffers.Concat(FromChildren(child => child.NamedBuffers()));

    /// <summary>Parameters and buffers by name: all that a model file holds.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State() => NamedParameters().Concat(NamedBuffers());

    /// <summary>The parameters without their names.</summary>
    public Tensor[] Parameters() => [.. NamedParameters().Select(parameter => parameter.Tensor)];

    /// <summary>Number of learned numbers.</summary>
    public long ParameterCount => NamedParameters().Sum(parameter => parameter.Tensor.Count);

    /// <summary>Computes the output for a batch; within an autograd recording, recorded.</summary>
    public abstract Tensor Forward(Tensor input);

    /// <summary>Sets this module and its children to behave as in training, or as in use.</summary>
    public virtual void Train(bool training = true)
    {
        Training = training;
        foreach ((_, Module child) in _children) { child.Train(training); }
    }

    /// <summary>Copies values into parameters and buffers.</summary>
    /// <param name="values">One tensor for each name of <see cref="State"/>, of the same shape.</param>
    /// <exception cref="ArgumentException">A name is missing or left over, or a shape differs: of another architecture.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        List<(string Name, Tensor Tensor)> state = [.. State()];
        HashSet<string> known = [.. state.Select(entry => entry.Name)];
        if (values.Keys.FirstOrDefault(name => !known.Contains(name)) is string stranger)
        {
            throw new ArgumentException($"holds a tensor '{stranger}' that the network does not have", nameof(values));
        }
        foreach ((string name, Tensor tensor) in state)
        {
            if (!values.TryGetValue(name, out Tensor? value))
            {
                throw new ArgumentException($"lacks the tensor '{name}' {tensor} of the network", nameof(values));
            }
            if (!value.Shape.SequenceEqual(tensor.Shape))
            {
                throw new ArgumentException($"has '{name}' as {value}; the network has {tensor}", nameof(values));
            }
        }
        foreach ((string name, Tensor tensor) in state) { tensor.CopyFrom(values[name]); }
    }

    /// <summary>Frees parameters, buffers and children.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what a derived module owns beside its tensors.</summary>
    protected virtual void Dispose(bool disposing)
    {
        foreach ((_, Tensor tensor) in _parameters.Concat(_buffers)) { tensor.Dispose(); }
        foreach ((_, Module child) in _children) { child.Dispose(); }
    }

    /// <summary>Adds a parameter; the module owns it.</summary>
    protected Tensor AddParameter(string name, Tensor tensor, Device device)
    {
        Tensor placed = Place(tensor, device).RequireGrad();
        _parameters.Add((name, placed));
        return placed;
    }

    /// <summary>Adds a buffer; the module owns it.</summary>
    protected Tensor AddBuffer(string name, Tensor tensor, Device device)
    {
        Tensor placed = Place(tensor, device);
        _buffers.Add((name, placed));
        return placed;
    }

    /// <summary>Adds a child; the module owns it.</summary>
    protected T Add<T>(string name, T child)
        where T : Module
    {
        _children.Add((name, child));
        return child;
    }

    private static Tensor Place(Tensor tensor, Device device)
    {
        tensor.Unscoped();
        if (tensor.Device == device) { return tensor; }
        using (tensor) { return tensor.To(device).Unscoped(); }
    }

    private IEnumerable<(string, Tensor)> FromChildren(Func<Module, IEnumerable<(string Name, Tensor Tensor)>> each) =>
        _children.SelectMany(child => each(child.Module).Select(entry => ($"{child.Name}.{entry.Name}", entry.Tensor)));
}
