namespace DeepDefense.Torch.Scripting;

/// <summary>Which of the calls that ran is a place, and which parameters belong to it: by what the operators were given, not by names.</summary>
/// <param name="calls">The calls of one forward, in their order.</param>
/// <param name="parameters">The parameters of the copy that ran.</param>
/// <param name="known">The names that they have to the outside.</param>
internal sealed class ScriptPlaceFinder(IReadOnlyList<TapObservation> calls, IReadOnlyList<(string Name, Parameter Parameter)> parameters, IReadOnlyCollection<string> known)
{
    /// <summary>The call that computes the last linear layer, twice, and its weight.</summary>
    /// <exception cref="ScriptPlaceException">It cannot be said; the message says why.</exception>
    internal (TapObservation Last, TapObservation Kept, string[] Parameters) LastLinear()
    {
        TapObservation linear = Last(TapKind.Linear, TapKind.HiddenLinear, "linear layer");
        return linear.Input.dim() == 2 ? (linear, linear, [NameOf(linear.Weight) ?? throw Constant("linear layer")])
            : throw Missing($"what enters its last linear layer is {linear.Input.Described()}, not (N, C)");
    }

    /// <summary>The call that computes the last convolution, the batch norm right behind it or itself, and the parameters of both.</summary>
    /// <exception cref="ScriptPlaceException">It cannot be said; the message says why.</exception>
    internal (TapObservation Last, TapObservation Kept, string[] Parameters) LastConvolution()
    {
        TapObservation convolution = Last(TapKind.Convolution, TapKind.HiddenConvolution, "convolution");
        if (convolution.Output.dim() != 4) { throw Missing($"what leaves its last convolution is {convolution.Output.Described()}, not (N, C, H, W)"); }
        string weight = NameOf(convolution.Weight) ?? throw Constant("convolution");
        TapObservation? norm = calls.FirstOrDefault(call => call.Site.Kind == TapKind.Norm && call.Runs == 1 && call.At > convolution.At && Same(call.Input, convolution.Output));
        string?[] all = norm is null ? [weight, NameOf(convolution.Bias)] : [weight, NameOf(convolution.Bias), NameOf(norm.Weight), NameOf(norm.Bias)];
        return (convolution, norm ?? convolution, [.. all.OfType<string>()]);
    }

    private static ScriptPlaceException Missing(string reason) => new($"not in this model, because {reason}");

    private static ScriptPlaceException Constant(string what) => Missing($"the weight of its last {what} is a constant or no parameter of its own, as torch.jit.freeze leaves it");

    private static bool Same(Tensor left, Tensor right)
    {
        using DisposeScope scope = NewDisposeScope();
        return left.dtype == right.dtype && left.shape.SequenceEqual(right.shape) && (left - right).abs().max().ToNumber() == 0;
    }

    private TapObservation Last(TapKind kind, TapKind hidden, string what)
    {
        TapObservation? last = calls.LastOrDefault(call => call.Site.Kind == kind || call.Site.Kind == hidden);
        return last switch
        {
            null => throw Missing($"its program computes no {what}"),
            { Site.IsHidden: true } => throw Missing($"its last {what} is inside {last.Site.Call.Function}, not in a module of its own"),
            { Runs: > 1 } => throw Missing($"its last {what} runs {last.Runs} times in one forward, in a loop or a module that is used again"),
            _ => last,
        };
    }

    // By the memory that they lie in.
    private string? NameOf(Tensor weight) => parameters.Where(entry => known.Contains(entry.Name) && entry.Parameter.dtype == weight.dtype && entry.Parameter.shape.SequenceEqual(weight.shape)
        && Address(entry.Parameter) == Address(weight)).Select(entry => entry.Name).FirstOrDefault();

    private static nint Address(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        return (nint)(tensor.numel() == 0 ? 0 : tensor.storage_offset() * tensor.element_size()) + tensor.storage<float>().data_ptr();
    }
}
