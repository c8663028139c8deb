namespace DeepDefense.Torch;

/// <summary>Frees, at its end, every tensor that was made inside it, save those that were kept. Scopes nest;
/// a kept tensor belongs to the scope around, or to the caller where there is none.</summary>
public readonly ref struct TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorOwner? t_innermost;

    private readonly TensorOwner _owner;

    private TensorScope(TensorOwner owner) => _owner = owner;

    /// <summary>Opens a scope on this thread.</summary>
    public static TensorScope Enter() => new(t_innermost = new TensorOwner(t_innermost));

    /// <summary>Saves one tensor from the end of this scope.</summary>
    /// <returns>The same tensor. One that this scope does not own is left as it is.</returns>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        _owner.Hand(tensor, _owner.Outer);
        return tensor;
    }

    /// <summary>Frees what the scope still owns.</summary>
    public void Dispose()
    {
        t_innermost = _owner.Outer;
        _owner.Free();
    }

    internal static TensorOwner? Innermost => t_innermost;
}

/// <summary>The tensors of one scope.</summary>
internal sealed class TensorOwner(TensorOwner? outer)
{
    private readonly List<Tensor> _tensors = [];

    internal TensorOwner? Outer { get; } = outer;

    internal void Take(Tensor tensor)
    {
        tensor.Owner = this;
        _tensors.Add(tensor);
    }

    /// <summary>Gives a tensor to another owner, or to nobody. The list forgets it when the scope ends.</summary>
    internal void Hand(Tensor tensor, TensorOwner? to)
    {
        if (!ReferenceEquals(tensor.Owner, this)) { return; }
        tensor.Owner = null;
        to?.Take(tensor);
    }

    internal void Free()
    {
        foreach (Tensor tensor in _tensors)
        {
            if (ReferenceEquals(tensor.Owner, this)) { tensor.Dispose(); }
        }
    }
}
