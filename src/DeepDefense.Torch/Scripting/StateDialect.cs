namespace DeepDefense.Torch.Scripting;

/// <summary>The pickles of <c>torch.save</c>, as far as Python's <c>torch.load(..., weights_only=True)</c> takes them, and arrays of NumPy, which
/// are passed over: dictionaries, lists, plain values and tensors. A name of anything else is refused where it stands.</summary>
internal sealed class StateDialect : PickleDialect
{
    private const string Expected = "only what tensors, lists and dictionaries are made with; nothing in a file is run, and objects of other classes are not read. "
        + "In Python, where the file is trusted: torch.save(model.state_dict(), \"weights.pth\")";

    // Names whose calls are passed over, with all that they are given.
    private static readonly HashSet<(string, string)> Inert =
    [
        ("torch", "device"), ("torch", "Size"), ("collections", "Counter"), ("builtins", "complex"), ("builtins", "set"), ("__builtin__", "set"), ("builtins", "bytearray"), ("__builtin__", "bytearray"), ("_codecs", "encode"),
        ("numpy", "dtype"), ("numpy", "ndarray"), ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"), ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"),
    ];

    private static readonly HashSet<string> Types =
        ["float16", "float32", "float64", "bfloat16", "uint8", "int8", "int16", "int32", "int64", "bool", "complex64", "complex128"];

    private StateDialect()
    {
    }

    /// <summary>The only one.</summary>
    internal static StateDialect Instance { get; } = new();

    internal override string Writer => "torch.save writes for weights";

    internal override object? Named(PickledName name, PickleInput input)
    {
        (string module, string type) = (name.Module, name.Name);
        if (module == "torch" && Types.Contains(type)) { return new PickledCall(module, type, new PickledTuple([])); }
        bool isKnown = Inert.Contains((module, type)) || (module, type) is ("collections", "OrderedDict" or "defaultdict") or ("builtins" or "__builtin__", "dict") or ("torch._utils", "_rebuild_tensor_v2" or "_rebuild_parameter")
            || (module == "torch" && type.EndsWith("Storage", StringComparison.Ordinal) && PickledStorage.Sizes.ContainsKey(type[..^"Storage".Length]));
        return isKnown ? name : throw input.Refusal($"the name {module}.{type}", Expected);
    }

    internal override object? New(object? type, object? arguments, PickleInput input) => type is PickledName name && arguments is PickledTuple given ? Call(name, given, input)
        : throw input.Refusal("a new object of no class", "a class and its arguments");

    // What a dictionary has beside its entries (_metadata), and the content of an array, decide nothing here.
    internal override object? Build(object? begun, object? state, PickleInput input) => begun is PickledDictionary or PickledCall ? begun
        : throw input.Refusal("a state of something that has none", "a dictionary or an array");

    internal override object? Call(PickledName function, PickledTuple arguments, PickleInput input) => function.Name switch
    {
        "OrderedDict" or "dict" or "defaultdict" => Dictionary(arguments, input),
        "_rebuild_tensor_v2" => Tensor(arguments.Items, input),
        "_rebuild_parameter" => arguments.Items is [PickledTensor tensor, bool, PickledDictionary { Items: [] }] ? tensor : throw input.Refusal("a parameter of other parts", "a tensor, whether it takes gradients, and no hooks"),
        _ when Inert.Contains((function.Module, function.Name)) => new PickledCall(function.Module, function.Name, new PickledTuple([])),
        _ => throw input.Refusal($"a call of {function.Module}.{function.Name}", Expected),
    };

    // defaultdict names the class of what is missing.
    private static PickledDictionary Dictionary(PickledTuple arguments, PickleInput input) => arguments.Items is [] or [PickledName] ? new PickledDictionary()
        : throw input.Refusal("a dictionary that is made of something", "an empty one, and its entries");

    private static PickledTensor Tensor(object?[] given, PickleInput input) => given is [.., PickledDictionary { Items: [] }] && given.Length == 6
        ? PickledParts.Tensor([.. given[..5], new PickledHooks()], input)
        : throw input.Refusal("a tensor of other parts, or with hooks", "storage, offset, shape, strides, whether it takes gradients");
}
