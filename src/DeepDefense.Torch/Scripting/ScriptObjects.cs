using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Whether the objects of an archive are what the classes of its code say: libtorch puts them together without looking.</summary>
internal sealed class ScriptObjects
{
    private const int MostModules = 100_000, MostLooks = 20_000_000;

    private readonly ScriptProgram _program;
    private readonly string _path;
    private readonly Dictionary<object, string> _types = new(ReferenceEqualityComparer.Instance);
    private int _looks;

    private ScriptObjects(ScriptProgram program, string path) => (_program, _path) = (program, path);

    /// <summary>Checks every object.</summary>
    /// <exception cref="ModelFormatException">One does not fit its class.</exception>
    internal static void Check(ScriptProgram program, string path)
    {
        ScriptObjects objects = new(program, path);
        foreach (Pickled value in ScriptProgram.Walk(program.Root)) { objects.Check(value); }
        if (!(program.Classes.TryGetValue(program.Root.Type, out ScriptClass? root) && root.Base == "Module" && root.Methods.Any(method => method.Name == "forward")))
        {
            throw objects.Refusal($"a {program.Root.Type}", "a module with a forward");
        }
        objects.CountModules(program.Root, []);
    }

    private void Check(Pickled value)
    {
        switch (value)
        {
            case PickledObject instance: CheckAttributes(instance); break;
            case PickledCall { Name: "build_intlist" or "build_doublelist" or "build_boollist" or "build_tensorlist" } call: CheckList(call); break;
            case PickledCall { Module: "torch", Name: "device" } call when call.Arguments.Items is not [string]: throw Refusal("a device without a name", "one");
            case PickledCall { Module: "builtins" } call when call.Arguments.Items is not [double, double]: throw Refusal("a complex number of other parts", "two numbers");
        }
    }

    private void CheckAttributes(PickledObject instance)
    {
        if (!_program.Classes.TryGetValue(instance.Type, out ScriptClass? type) || type.Base is not ("Module" or ""))
        {
            throw Refusal($"an object of {instance.Type}", "a class of the archive's code");
        }
        Dictionary<string, object?> values = instance.Attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value);
        foreach ((string name, IReadOnlyList<ScriptToken> declared) in type.Attributes)
        {
            if (!values.Remove(name, out object? value)) { throw Refusal($"no attribute {name} in an object of {instance.Type}", "one, as its class says"); }
            if (!Fits(value, declared)) { throw Refusal($"{Kind(value)} as the attribute {name} of {instance.Type}", string.Concat(declared.Select(token => token.Text))); }
        }
        if (values.Count > 0) { throw Refusal($"an attribute {values.Keys.First()} in an object of {instance.Type}", "those of its class"); }
    }

    // Every value has a type that was looked at, so libtorch finds every object to be what the code takes it for.
    private bool Fits(object? value, IReadOnlyList<ScriptToken> type) => ++_looks > MostLooks ? throw Refusal("too many values to look at", "fewer") : type switch
    {
        [{ Text: "Tensor" }] => value is PickledTensor,
        [{ Text: "int" }] => value is long,
        [{ Text: "float" }] => value is double,
        [{ Text: "bool" }] => value is bool,
        [{ Text: "str" }] => value is string,
        [{ Text: "complex" }] => value is PickledCall { Module: "builtins" },
        [{ Text: "NoneType" }] => value is null,
        [{ Text: "Device" }] => value is PickledCall { Module: "torch", Name: "device" },
        [{ Text: "__torch__" }, ..] => FitsClass(value, ScriptType.Text(type)),
        [_, { Text: "[" }, .., { Text: "]" }] => FitsParts(value, type, ScriptType.Arguments(type)),
        _ => false,
    };

    private bool FitsParts(object? value, IReadOnlyList<ScriptToken> type, IReadOnlyList<IReadOnlyList<ScriptToken>> parts) => (type[0].Text, parts) switch
    {
        ("Optional", [var inner]) => value is null || Fits(value, inner),
        ("Union", _) => value is not Pickled or PickledTensor && parts.Any(part => Fits(value, part)),
        ("List", [var inner]) => Untagged(value, type) is PickledList list && IsOnly(list, type) && list.Items.All(item => Fits(item, inner)),
        ("Dict", [[{ Text: "str" or "int" or "float" or "bool" }] key, var inner]) => Untagged(value, type) is PickledDictionary dictionary && IsOnly(dictionary, type)
            && dictionary.Items.All(item => Fits(item.Key, key) && Fits(item.Value, inner)),
        ("Tuple", _) => value is PickledTuple tuple && FitEach(tuple, parts),
        _ => false,
    };

    private bool FitEach(PickledTuple tuple, IReadOnlyList<IReadOnlyList<ScriptToken>> types) =>
        tuple.Items.Length == types.Count && tuple.Items.Zip(types).All(pair => Fits(pair.First, pair.Second));

    // An interface takes any class, of which it cannot be said whether it has the methods.
    private bool FitsClass(object? value, string type) => _program.Classes.TryGetValue(type, out ScriptClass? named) && named.Base switch
    {
        "Module" or "" => value is PickledObject instance && instance.Type == type,
        "NamedTuple" => value is PickledTuple tuple && named.Attributes.Count == named.Fields.Count && FitEach(tuple, [.. named.Attributes.Select(attribute => attribute.Type)]),
        _ => false,
    };

    // A list or dictionary out of the call that says of what it is, which must be what its attribute says.
    private static object? Untagged(object? value, IReadOnlyList<ScriptToken> type) => value switch
    {
        PickledCall { Name: "restore_type_tag", Arguments.Items: [Pickled inner, string tag] } => string.Concat(tag.Where(c => c != ' ')) == ScriptType.Text(type) ? inner : null,
        PickledCall { Module: "torch.jit._pickle", Arguments.Items: [PickledList inner] } => inner,
        _ => value,
    };

    // An empty list that is of two types could be filled as the one and read as the other.
    private bool IsOnly(Pickled container, IReadOnlyList<ScriptToken> type)
    {
        string text = ScriptType.Text(type);
        return _types.TryAdd(container, text) || _types[container] == text;
    }

    private void CheckList(PickledCall call)
    {
        bool fits = call.Arguments.Items is [PickledList list] && list.Items.All(item => call.Name switch
        {
            "build_intlist" => item is long,
            "build_doublelist" => item is double,
            "build_boollist" => item is bool,
            _ => item is PickledTensor,
        });
        if (!fits) { throw Refusal($"other values in a {call.Name["build_".Length..]}", "those of its name"); }
    }

    // A module that stands in several places counts in each, as libtorch goes through them.
    private long CountModules(PickledObject module, Dictionary<PickledObject, long> known)
    {
        if (known.TryGetValue(module, out long count)) { return count; }
        count = 1 + module.Attributes.Select(attribute => attribute.Value).OfType<PickledObject>().Sum(child => CountModules(child, known));
        known[module] = count;
        return count <= MostModules ? count : throw Refusal($"more than {MostModules} modules", "fewer");
    }

    private static string Kind(object? value) => value switch
    {
        null => "nothing",
        PickledTensor => "a tensor",
        PickledObject instance => $"an object of {instance.Type}",
        Pickled => "a list or tuple",
        _ => $"{value}",
    };

    private ModelFormatException Refusal(string found, string expected) => new(_path, "entry data.pkl", found, expected);
}
