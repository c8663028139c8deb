namespace DeepDefense.Torch.Scripting;

/// <summary>The pickles of TorchScript archives: objects of the archive's own classes, lists, tensors.</summary>
internal sealed class TorchScriptDialect : PickleDialect
{
    private static readonly HashSet<(string, string)> Functions =
    [
        ("torch.jit._pickle", "build_intlist"), ("torch.jit._pickle", "build_tensorlist"), ("torch.jit._pickle", "build_doublelist"),
        ("torch.jit._pickle", "build_boollist"), ("torch.jit._pickle", "restore_type_tag"), ("torch", "device"), ("builtins", "complex"),
        ("collections", "OrderedDict"), ("torch._utils", "_rebuild_tensor_v2"),
    ];

    private TorchScriptDialect()
    {
    }

    /// <summary>The only one.</summary>
    internal static TorchScriptDialect Instance { get; } = new();

    internal override string Writer => "TorchScript writes";

    internal override object? New(object? type, object? arguments, PickleInput input) => type is PickledName { IsClass: true } name && arguments is PickledTuple { Items: [] }
        ? new PickledBeginning(name)
        : throw input.Refusal("a new object of no class of the archive", "one of __torch__");

    internal override object? Build(object? begun, object? state, PickleInput input)
    {
        if (begun is not PickledBeginning instance || state is not PickledDictionary dictionary) { throw input.Refusal("a state of something else than a new object and its attributes", "those"); }
        List<(string, object?)> attributes = [];
        HashSet<string> seen = [];
        foreach ((object? key, object? value) in dictionary.Items)
        {
            if (key is not string name || !seen.Add(name)) { throw input.Refusal($"attribute {key} of a {instance.Type.Name}", "texts, each once"); }
            attributes.Add((name, value));
        }
        return new PickledObject($"{instance.Type.Module}.{instance.Type.Name}", attributes);
    }

    internal override object? Call(PickledName function, PickledTuple arguments, PickleInput input)
    {
        if (function.IsClass) { throw input.Refusal($"a value of {function.Module}.{function.Name}, an enumeration", "a network without"); }
        if (!Functions.Contains((function.Module, function.Name)))
        {
            throw input.Refusal($"a call of {function.Module}.{function.Name}", "only what tensors and lists are made with; nothing in a model is run while it is read");
        }
        return function.Name switch
        {
            "_rebuild_tensor_v2" => PickledParts.Tensor(arguments.Items, input),
            "OrderedDict" => arguments.Items.Length == 0 ? new PickledHooks() : throw input.Refusal("hooks of a tensor", "none"),
            _ => new PickledCall(function.Module, function.Name, arguments),
        };
    }
}
