namespace DeepDefense.Torch;

/// <summary>Derivatives of a scalar by some tensors only: none of the others gathers a gradient.</summary>
public static class Derivatives
{
    /// <summary>Derivatives of a scalar.</summary>
    /// <param name="scalar">The scalar.</param>
    /// <param name="by">Tensors that require gradients.</param>
    /// <param name="keepsGraph">Whether the graph of the scalar is needed again. Default false.</param>
    /// <param name="isDerivedAgain">Whether the derivatives get a graph of their own. Default false.</param>
    /// <returns>One for each, of its shape; 0 where the scalar does not depend on it.</returns>
    public static IReadOnlyList<Tensor> Of(Tensor scalar, IReadOnlyList<Tensor> by, bool keepsGraph = false, bool isDerivedAgain = false)
    {
        ArgumentNullException.ThrowIfNull(scalar);
        ArgumentNullException.ThrowIfNull(by);
        using DisposeScope scope = torch.NewDisposeScope();
        // TorchSharp ends the process where a tensor has no gradient: so each has one.
        Tensor dependent = by.Aggregate(scalar, (sum, tensor) => sum + (tensor * 0).sum());
#pragma warning disable RS0030 // backward() would warn of the graphs that it leaves in grad
        return [.. torch.autograd.grad([dependent], [.. by], retain_graph: keepsGraph || isDerivedAgain, create_graph: isDerivedAgain)
            .Select(slope => slope.MoveToOuterDisposeScope())];
#pragma warning restore RS0030
    }

    /// <summary>A scalar of a known value and known derivatives, for a training loop to derive.</summary>
    /// <param name="value">The value.</param>
    /// <param name="by">What it is derived by.</param>
    /// <param name="slopes">The derivative by each.</param>
    public static Tensor Linear(double value, IReadOnlyList<Tensor> by, IReadOnlyList<Tensor> slopes)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(slopes);
        return by.Zip(slopes, (tensor, slope) => ((tensor - tensor.detach()) * slope).sum()).Aggregate((sum, part) => sum + part) + value;
    }
}
