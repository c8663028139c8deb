using DeepDefense.Torch;

namespace DeepDefense.Models.Architectures;

/// <summary>A network of an architecture that others published, as a chain: what leaves one block enters the next, and a head makes logits of what leaves the
/// last.</summary>
internal sealed class LayeredNetwork : nn.Module<Tensor, Tensor>, ILayered, IPrunable
{
    private readonly Func<Tensor, Tensor>[] _blocks;
    private readonly Func<Tensor, Tensor> _head;

    /// <summary>Puts one together.</summary>
    /// <param name="children">Its parts under their names.</param>
    /// <param name="steps">The same as blocks and head together, for <see cref="ForwardProgram"/>: names of parts, and expressions of <c>x</c>.</param>
    /// <param name="blocks">The stem first; each (N, C, H, W) to the same of other sizes.</param>
    /// <param name="head">(N, C, H, W) to (N, K).</param>
    /// <param name="lastConvolution">The path of the last convolution of the main path.</param>
    /// <param name="lastNorm">The path of the batch norm behind it, or null: there is none.</param>
    /// <param name="lastLinear">The path of the final linear layer.</param>
    internal LayeredNetwork(IEnumerable<(string Name, nn.Module Module)> children, IReadOnlyList<string> steps, IEnumerable<Func<Tensor, Tensor>> blocks, Func<Tensor, Tensor> head,
        string lastConvolution, string? lastNorm, string lastLinear)
        : base(nameof(LayeredNetwork))
    {
        foreach ((string name, nn.Module module) in children) { register_module(name, module); }
        (_blocks, _head, Steps) = ([.. blocks], head, steps);
        Dictionary<string, nn.Module> modules = named_modules().ToDictionary(entry => entry.name, entry => entry.module);
        (LastConvolution, LastNorm, Head) = ((Conv2d)modules[lastConvolution], lastNorm is null ? null : (BatchNorm2d)modules[lastNorm], (Linear)modules[lastLinear]);
        foreach (nn.Module module in modules.Values)
        {
            // As in Layers: kernels with the channels innermost, and no counter of batches.
            if (module is Conv2d convolution) { Rearrange(convolution); }
            else if (module is BatchNorm2d norm) { norm.num_batches_tracked = null; }
        }
    }

    /// <summary>What it does, one after the other: names of its parts, and expressions of <c>x</c> in TorchScript.</summary>
    internal IReadOnlyList<string> Steps { get; }

    /// <inheritdoc/>
    public Conv2d LastConvolution { get; }

    /// <inheritdoc/>
    public BatchNorm2d? LastNorm { get; }

    /// <inheritdoc/>
    public Linear Head { get; }

    /// <param name="input">(N, 3, H, W), normalised float32.</param>
    /// <returns>(N, K) logits.</returns>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return scope.MoveToOuter(_head(_blocks.Aggregate(input, (x, block) => block(x))));
    }

    /// <inheritdoc/>
    public (IReadOnlyList<Tensor> Maps, Tensor Logits) Trace(Tensor input)
    {
        List<Tensor> maps = [];
        foreach (Func<Tensor, Tensor> block in _blocks) { maps.Add(block(maps.Count == 0 ? input : maps[^1])); }
        return (maps, _head(maps[^1]));
    }

    /// <inheritdoc/>
    /// <remarks>Read where they pass: an activation in place behind a layer changes what the layer gave.</remarks>
    public (Tensor LastConvolution, Tensor Head) Activations(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor? convolution, Tensor? head) = (null, null);
        using IDisposable first = LastNorm is { } norm
            ? Hook.On(norm, (_, given) => convolution = given.GlobalAveragePool().DetachFromDisposeScope())
            : Hook.On(LastConvolution, (_, given) => convolution = given.GlobalAveragePool().DetachFromDisposeScope());
        using IDisposable second = Hook.On(Head, (taken, _) => head = taken.clone().DetachFromDisposeScope());
        forward(input);
        scope.Attach(convolution!);
        scope.Attach(head!);
        return (scope.MoveToOuter(convolution!), scope.MoveToOuter(head!));
    }

    private static void Rearrange(Conv2d convolution)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        convolution.weight = nn.Parameter(convolution.weight.detach().ChannelsLast());
    }

    private sealed class Hook(Action remove) : IDisposable
    {
        // What a layer takes and what it gives.
        internal static Hook On<T>(T module, Action<Tensor, Tensor> see)
            where T : nn.Module<Tensor, Tensor>
        {
            var remover = module.register_forward_hook((_, taken, given) =>
            {
                see(taken, given);
                return given;
            });
            return new Hook(remover.remove);
        }

        public void Dispose() => remove();
    }
}
