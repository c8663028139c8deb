using System.Text;

namespace DeepDefense.Torch.Scripting;

/// <summary>A module of a network that is written as TorchScript: a class for each, as each has other tensors.</summary>
/// <param name="type">The name of its class.</param>
internal sealed class WrittenModule(string type)
{
    private readonly List<(string Name, Tensor Tensor, bool IsParameter)> _tensors = [];
    private readonly List<(string Name, WrittenModule Module)> _children = [];

    /// <summary>Adds a tensor, and the modules that the dots of its name lead into.</summary>
    /// <exception cref="ArgumentException">The name is taken, or none of TorchScript.</exception>
    internal void Add(string name, Tensor tensor, bool isParameter)
    {
        string[] parts = name.Split('.');
        WrittenModule owner = this;
        foreach (string part in parts[..^1]) { owner = owner.Child(part); }
        if (!IsName(parts[^1], digits: false) || owner._tensors.Any(entry => entry.Name == parts[^1])) { throw new ArgumentException($"'{name}' is no name for a tensor, or is taken"); }
        owner._tensors.Add((parts[^1], tensor, isParameter));
    }

    /// <summary>The classes, those of the modules inside first.</summary>
    /// <param name="methods">The methods of the outermost.</param>
    internal string Code(string methods)
    {
        StringBuilder code = new();
        foreach ((_, WrittenModule child) in _children) { code.Append(child.Code("")); }
        code.Append($"class {type}(Module):\n");
        code.Append($"  __parameters__ = [{Names(isParameter: true)}]\n  __buffers__ = [{Names(isParameter: false)}]\n");
        foreach ((string name, _, _) in _tensors) { code.Append($"  {name} : Tensor\n"); }
        code.Append("  training : bool\n");
        foreach ((string name, WrittenModule child) in _children)
        {
            code.Append(char.IsAsciiDigit(name[0]) ? $"  __annotations__[\"{name}\"] = __torch__.{child.Type}\n" : $"  {name} : __torch__.{child.Type}\n");
        }
        foreach (string line in methods.Split('\n').Where(line => line.Trim().Length > 0)) { code.Append($"  {line.TrimEnd()}\n"); }
        return code.ToString();
    }

    /// <summary>The object.</summary>
    /// <param name="describe">Where the elements of a tensor are; told whether it is learned.</param>
    internal PickledObject ToObject(Func<Tensor, bool, PickledTensor> describe) => new("__torch__." + Type,
    [
        .. _tensors.Select(entry => (entry.Name, (object?)describe(entry.Tensor, entry.IsParameter))),
        ("training", false),
        .. _children.Select(child => (child.Name, (object?)child.Module.ToObject(describe))),
    ]);

    private string Type => type;

    private static bool IsName(string name, bool digits) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && (digits || !char.IsAsciiDigit(name[0]));

    private string Names(bool isParameter) => string.Concat(_tensors.Where(entry => entry.IsParameter == isParameter).Select(entry => $"\"{entry.Name}\", "));

    private WrittenModule Child(string name)
    {
        if (_children.Find(child => child.Name == name).Module is { } known) { return known; }
        if (!IsName(name, digits: true)) { throw new ArgumentException($"'{name}' is no name for a module"); }
        WrittenModule made = new($"{type}_{name}");
        _children.Add((name, made));
        return made;
    }
}
