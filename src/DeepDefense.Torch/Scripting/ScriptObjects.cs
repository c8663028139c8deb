using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Whether the objects of an archive are what the classes of its code say: libtorch puts them together without looking.</summary>
internal static class ScriptObjects
{
    private const int MostModules = 100_000;

    /// <summary>Checks every object.</summary>
    /// <exception cref="ModelFormatException">One does not fit its class.</exception>
    internal static void Check(ScriptProgram program, string path)
    {
        foreach (Pickled value in ScriptProgram.Walk(program.Root))
        {
            switch (value)
            {
                case PickledObject instance: CheckAttributes(instance, program, path); break;
                case PickledCall { Name: "restore_type_tag" } call:
                    if (call.Arguments.Items is not [Pickled, string type]) { throw Refusal(path, "a type without its value", "both"); }
                    ScriptCheck.Type(type, program.Sources, path, "data.pkl");
                    break;
                case PickledCall { Name: "build_intlist" or "build_doublelist" or "build_boollist" or "build_tensorlist" } call: CheckList(call, path); break;
                case PickledCall { Module: "torch", Name: "device" } call when call.Arguments.Items is not [string]: throw Refusal(path, "a device without a name", "one");
                case PickledCall { Module: "builtins" } call when call.Arguments.Items is not [double, double]: throw Refusal(path, "a complex number of other parts", "two numbers");
                case PickledCall call when call.Module.StartsWith("__torch__", StringComparison.Ordinal) && !(program.Classes.TryGetValue($"{call.Module}.{call.Name}", out ScriptClass? named) && named.Base == "Enum"):
                    throw Refusal(path, $"a value of {call.Module}.{call.Name}", "one of an enumeration of the archive's code");
            }
        }
        if (!(program.Classes.TryGetValue(program.Root.Type, out ScriptClass? root) && root.Base == "Module" && root.Methods.Any(method => method.Name == "forward")))
        {
            throw Refusal(path, $"a {program.Root.Type}", "a module with a forward");
        }
        CountModules(program.Root, program, [], path);
    }

    private static void CheckAttributes(PickledObject instance, ScriptProgram program, string path)
    {
        if (!program.Classes.TryGetValue(instance.Type, out ScriptClass? type) || type.Base is not ("Module" or ""))
        {
            throw Refusal(path, $"an object of {instance.Type}", "a class of the archive's code");
        }
        Dictionary<string, object?> values = instance.Attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value);
        foreach ((string name, IReadOnlyList<ScriptToken> declared) in type.Attributes)
        {
            if (!values.Remove(name, out object? value)) { throw Refusal(path, $"no attribute {name} in an object of {instance.Type}", "one, as its class says"); }
            if (!Fits(value, declared, program)) { throw Refusal(path, $"{Kind(value)} as the attribute {name} of {instance.Type}", string.Concat(declared.Select(token => token.Text))); }
        }
        if (values.Count > 0) { throw Refusal(path, $"an attribute {values.Keys.First()} in an object of {instance.Type}", "those of its class"); }
    }

    private static bool Fits(object? value, IReadOnlyList<ScriptToken> type, ScriptProgram program) => type switch
    {
        [{ Text: "Tensor" }] => value is PickledTensor,
        [{ Text: "int" }] => value is long,
        [{ Text: "float" }] => value is double,
        [{ Text: "bool" }] => value is bool,
        [{ Text: "str" }] => value is string,
        [{ Text: "NoneType" }] => value is null,
        [{ Text: "Device" }] => value is PickledCall { Module: "torch", Name: "device" },
        [{ Text: "Optional" }, { Text: "[" }, .., { Text: "]" }] => value is null || Fits(value, [.. type.Skip(2).SkipLast(1)], program),
        [{ Text: "List" }, { Text: "[" }, .., { Text: "]" }] => value is PickledCall or PickledList && FitAll(value, [.. type.Skip(2).SkipLast(1)], program),
        [{ Text: "Dict" }, { Text: "[" }, ..] => value is PickledCall or PickledDictionary,
        [{ Text: "Tuple" }, { Text: "[" }, ..] => value is PickledTuple,
        [{ Text: "__torch__" }, ..] => FitsClass(value, string.Concat(type.Select(token => token.Text)), program),
        _ => true,
    };

    private static bool FitAll(object? value, IReadOnlyList<ScriptToken> type, ScriptProgram program) =>
        (value is PickledCall call ? call.Arguments.Items.FirstOrDefault() : value) is PickledList list && list.Items.All(item => Fits(item, type, program));

    // An interface takes any class, and a named tuple is a tuple.
    private static bool FitsClass(object? value, string type, ScriptProgram program) => program.Classes.TryGetValue(type, out ScriptClass? named) && named.Base switch
    {
        "Module" or "" => value is PickledObject instance && instance.Type == type,
        "NamedTuple" => value is PickledTuple,
        "Enum" => value is PickledCall call && $"{call.Module}.{call.Name}" == type,
        _ => value is PickledObject,
    };

    private static void CheckList(PickledCall call, string path)
    {
        bool fits = call.Arguments.Items is [PickledList list] && list.Items.All(item => call.Name switch
        {
            "build_intlist" => item is long,
            "build_doublelist" => item is double,
            "build_boollist" => item is bool,
            _ => item is PickledTensor,
        });
        if (!fits) { throw Refusal(path, $"other values in a {call.Name["build_".Length..]}", "those of its name"); }
    }

    // A module that stands in several places counts in each, as libtorch goes through them.
    private static long CountModules(PickledObject module, ScriptProgram program, Dictionary<PickledObject, long> known, string path)
    {
        if (known.TryGetValue(module, out long count)) { return count; }
        count = 1 + module.Attributes.Select(attribute => attribute.Value).OfType<PickledObject>().Sum(child => CountModules(child, program, known, path));
        known[module] = count;
        return count <= MostModules ? count : throw Refusal(path, $"more than {MostModules} modules", "fewer");
    }

    private static string Kind(object? value) => value switch
    {
        null => "nothing",
        PickledTensor => "a tensor",
        PickledObject instance => $"an object of {instance.Type}",
        Pickled => "a list or tuple",
        _ => $"{value}",
    };

    private static ModelFormatException Refusal(string path, string found, string expected) => new(path, "entry data.pkl", found, expected);
}
