using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Whether the objects of an archive are what the classes of its code say: libtorch puts them together without looking.</summary>
internal sealed class ScriptObjects
{
    private const int MostModules = 100_000, MostLooks = 20_000_000;

    private readonly ScriptProgram _program;
    private readonly string _path;
    private readonly ScriptCheck _names;
    private int _looks;

    private ScriptObjects(ScriptProgram program, string path) => (_program, _path, _names) = (program, path, new ScriptCheck(path, program.Sources));

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
            case PickledCall { Name: "restore_type_tag" } call:
                if (call.Arguments.Items is not [Pickled, string type]) { throw Refusal("a type without its value", "both"); }
                _names.Type(type, "data.pkl");
                break;
            case PickledCall { Name: "build_intlist" or "build_doublelist" or "build_boollist" or "build_tensorlist" } call: CheckList(call); break;
            case PickledCall { Module: "torch", Name: "device" } call when call.Arguments.Items is not [string]: throw Refusal("a device without a name", "one");
            case PickledCall { Module: "builtins" } call when call.Arguments.Items is not [double, double]: throw Refusal("a complex number of other parts", "two numbers");
            case PickledCall call when call.Module.StartsWith("__torch__", StringComparison.Ordinal) && !(_program.Classes.TryGetValue($"{call.Module}.{call.Name}", out ScriptClass? named) && named.Base == "Enum"):
                throw Refusal($"a value of {call.Module}.{call.Name}", "one of an enumeration of the archive's code");
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

    private bool Fits(object? value, IReadOnlyList<ScriptToken> type) => ++_looks > MostLooks ? throw Refusal("too many values to look at", "fewer") : type switch
    {
        [{ Text: "Tensor" }] => value is PickledTensor,
        [{ Text: "int" }] => value is long,
        [{ Text: "float" }] => value is double,
        [{ Text: "bool" }] => value is bool,
        [{ Text: "str" }] => value is string,
        [{ Text: "NoneType" }] => value is null,
        [{ Text: "Device" }] => value is PickledCall { Module: "torch", Name: "device" },
        [{ Text: "Optional" }, { Text: "[" }, .., { Text: "]" }] => value is null || Fits(value, [.. type.Skip(2).SkipLast(1)]),
        [{ Text: "List" }, { Text: "[" }, .., { Text: "]" }] => value is PickledCall or PickledList && FitAll(value, [.. type.Skip(2).SkipLast(1)]),
        [{ Text: "Dict" }, { Text: "[" }, ..] => value is PickledCall or PickledDictionary,
        [{ Text: "Tuple" }, { Text: "[" }, ..] => value is PickledTuple,
        [{ Text: "__torch__" }, ..] => FitsClass(value, string.Concat(type.Select(token => token.Text))),
        _ => true,
    };

    private bool FitAll(object? value, IReadOnlyList<ScriptToken> type) =>
        (value is PickledCall call ? call.Arguments.Items.FirstOrDefault() : value) is PickledList list && list.Items.All(item => Fits(item, type));

    // An interface takes any class, and a named tuple is a tuple.
    private bool FitsClass(object? value, string type) => _program.Classes.TryGetValue(type, out ScriptClass? named) && named.Base switch
    {
        "Module" or "" => value is PickledObject instance && instance.Type == type,
        "NamedTuple" => value is PickledTuple,
        "Enum" => value is PickledCall call && $"{call.Module}.{call.Name}" == type,
        _ => value is PickledObject,
    };

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
