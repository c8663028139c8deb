using System.Buffers.Binary;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Reads a pickle as data: nothing in it is called, and what is not one of the few opcodes and functions that TorchScript
/// writes is refused. The result is a tree, or a graph without loops, of bounded size and depth.</summary>
internal sealed class PickleReader
{
    private const int MostValues = 4_000_000, MostDepth = 100, MostDimensions = 25;

    // What a call may be to.
    private static readonly HashSet<(string, string)> Functions =
    [
        ("torch.jit._pickle", "build_intlist"), ("torch.jit._pickle", "build_tensorlist"), ("torch.jit._pickle", "build_doublelist"),
        ("torch.jit._pickle", "build_boollist"), ("torch.jit._pickle", "restore_type_tag"), ("torch", "device"), ("builtins", "complex"),
        ("collections", "OrderedDict"), ("torch._utils", "_rebuild_tensor_v2"),
    ];

    private readonly PickleInput _input;
    private readonly Stack<object?> _stack = new();
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];
    private int _values;

    private PickleReader(PickleInput input) => _input = input;

    /// <summary>Reads a pickle.</summary>
    /// <param name="bytes">The pickle.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="entry">The entry of the archive, for messages.</param>
    /// <exception cref="ModelFormatException">It is not what TorchScript writes.</exception>
    internal static object? Read(byte[] bytes, string path, string entry)
    {
        PickleReader reader = new(new PickleInput(bytes, path, entry));
        object? value = reader.Run();
        reader.Height(value, new(ReferenceEqualityComparer.Instance));
        return value;
    }

    private object? Run()
    {
        while (true)
        {
            PickleCode code = (PickleCode)_input.Byte();
            if (code == PickleCode.Stop) { break; }
            Step(code);
        }
        if (_stack.Count != 1 || _marks.Count != 0) { throw Refusal($"{_stack.Count} values at its end", "one"); }
        return _stack.Pop();
    }

    private void Step(PickleCode code)
    {
        switch (code)
        {
            case PickleCode.Mark: _marks.Push(_stack.Count); break;
            case PickleCode.None: Push(null); break;
            case PickleCode.True: Push(true); break;
            case PickleCode.False: Push(false); break;
            case PickleCode.Byte: Push((long)_input.Byte()); break;
            case PickleCode.UInt16: Push((long)BinaryPrimitives.ReadUInt16LittleEndian(_input.Take(sizeof(ushort)))); break;
            case PickleCode.Int32: Push((long)BinaryPrimitives.ReadInt32LittleEndian(_input.Take(sizeof(int)))); break;
            case PickleCode.Long: Push(_input.Long()); break;
            case PickleCode.Double: Push(BinaryPrimitives.ReadDoubleBigEndian(_input.Take(sizeof(double)))); break;
            case PickleCode.Text: Push(_input.Text(_input.UInt32())); break;
            case PickleCode.Global: Push(new Global(_input.Line(), _input.Line())); break;
            case PickleCode.EmptyTuple: Push(new PickledTuple([])); break;
            case PickleCode.EmptyList: Push(new PickledList()); break;
            case PickleCode.EmptyDictionary: Push(new PickledDictionary()); break;
            case PickleCode.Tuple: Push(new PickledTuple(PopMarked())); break;
            case PickleCode.Tuple1: Push(new PickledTuple(PopMany(1))); break;
            case PickleCode.Tuple2: Push(new PickledTuple(PopMany(2))); break;
            case PickleCode.Tuple3: Push(new PickledTuple(PopMany(3))); break;
            case PickleCode.Append: Append(PopMany(1)); break;
            case PickleCode.Appends: Append(PopMarked()); break;
            case PickleCode.SetItem: SetItems(PopMany(2)); break;
            case PickleCode.SetItems: SetItems(PopMarked()); break;
            case PickleCode.NewObject: NewObject(); break;
            case PickleCode.Build: Build(); break;
            case PickleCode.Reduce: Reduce(); break;
            case PickleCode.PersistentId: Push(Storage()); break;
            case PickleCode.Put: Put(_input.Byte()); break;
            case PickleCode.LongPut: Put(_input.UInt32()); break;
            case PickleCode.Get: Push(Get(_input.Byte())); break;
            case PickleCode.LongGet: Push(Get(_input.UInt32())); break;
            default: throw Refusal($"opcode 0x{(byte)code:X2}", "one of those that TorchScript writes");
        }
    }

    private void Append(object?[] items)
    {
        if (Peek() is not PickledList list) { throw Refusal("values for a list without one", "a list"); }
        list.Items.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (Peek() is not PickledDictionary dictionary || items.Length % 2 != 0) { throw Refusal("entries for a dictionary without one", "a dictionary, keys and values"); }
        foreach (object?[] pair in items.Chunk(2)) { dictionary.Items.Add((pair[0], pair[1])); }
    }

    private void NewObject()
    {
        object? arguments = Pop();
        if (Pop() is not Global { IsClass: true } type || arguments is not PickledTuple { Items: [] }) { throw Refusal("a new object of no class of the archive", "one of __torch__"); }
        Push(new Unbuilt(type));
    }

    private void Build()
    {
        object? state = Pop();
        object? begun = Pop();
        if (begun is not Unbuilt instance || state is not PickledDictionary dictionary) { throw Refusal("a state of something else than a new object and its attributes", "those"); }
        List<(string, object?)> attributes = [];
        HashSet<string> seen = [];
        foreach ((object? key, object? value) in dictionary.Items)
        {
            if (key is not string name || !seen.Add(name)) { throw Refusal($"attribute {key} of a {instance.Type.Name}", "texts, each once"); }
            attributes.Add((name, value));
        }
        Push(new PickledObject($"{instance.Type.Module}.{instance.Type.Name}", attributes));
    }

    private void Reduce()
    {
        object? arguments = Pop();
        object? function = Pop();
        if (function is not Global called) { throw Refusal("a call of what is no function", "a function"); }
        if (called.IsClass) { throw Refusal($"a value of {called.Module}.{called.Name}, an enumeration", "a network without"); }
        if (!Functions.Contains((called.Module, called.Name)))
        {
            throw Refusal($"a call of {called.Module}.{called.Name}", "only what tensors and lists are made with; nothing in a model is run while it is read");
        }
        PickledTuple given = arguments as PickledTuple ?? throw Refusal($"no arguments for {called.Name}", "a tuple");
        Push(called.Name switch
        {
            "_rebuild_tensor_v2" => Tensor(given.Items),
            "OrderedDict" => given.Items.Length == 0 ? new Hooks() : throw Refusal("hooks of a tensor", "none"),
            _ => new PickledCall(called.Module, called.Name, given),
        });
    }

    private PickledStorage Storage()
    {
        if (Pop() is not PickledTuple { Items: ["storage", Global { Module: "torch" } type, string key, string device, long length] }
            || !type.Name.EndsWith("Storage", StringComparison.Ordinal) || !PickledStorage.Sizes.TryGetValue(type.Name[..^"Storage".Length], out int size))
        {
            throw Refusal("a storage of another kind", $"one of {string.Join(", ", PickledStorage.Sizes.Keys)}, with its record, device and length");
        }
        if (length < 0 || length > long.MaxValue / size) { throw Refusal($"a storage of {length} elements", "0 or more that fit in memory"); }
        if (device != "cpu" && !(device.StartsWith("cuda", StringComparison.Ordinal) && device.Length <= "cuda:99".Length && device[4..].All(c => c == ':' || char.IsAsciiDigit(c))))
        {
            throw Refusal($"device '{(device.Length > 20 ? device[..20] : device)}'", "cpu or cuda");
        }
        return key.Length is > 0 and <= 20 && key.All(char.IsAsciiDigit) ? new(type.Name[..^"Storage".Length], key, device, length)
            : throw Refusal($"record '{(key.Length > 20 ? key[..20] : key)}'", "a number");
    }

    private PickledTensor Tensor(object?[] given)
    {
        if (given is not [PickledStorage storage, long offset, PickledTuple sizes, PickledTuple strides, bool gradient, Hooks])
        {
            throw Refusal("a tensor of other parts", "storage, offset, shape, strides, whether it takes gradients");
        }
        long[] shape = [.. sizes.Items.Select(Number)], stride = [.. strides.Items.Select(Number)];
        bool fits = offset >= 0 && shape.Length == stride.Length && shape.Length <= MostDimensions && shape.All(size => size >= 0) && stride.All(step => step >= 0);
        // Saturates instead of wrapping.
        UInt128 last = (UInt128)Math.Max(offset, 0);
        for (int i = 0; fits && i < shape.Length; i++) { last = UInt128.Min(last + (UInt128)Math.Max(shape[i] - 1, 0) * (UInt128)stride[i], UInt128.MaxValue / 2); }
        fits = fits && (shape.Contains(0) ? (UInt128)offset <= (UInt128)storage.Length : last < (UInt128)storage.Length) && Elements(shape) <= (UInt128)long.MaxValue / 16;
        return fits ? new(storage, offset, shape, stride, gradient)
            : throw Refusal($"a tensor of shape ({string.Join(", ", shape)}), strides ({string.Join(", ", stride)}) from element {offset}", $"one inside its storage of {storage.Length} elements");
    }

    private static UInt128 Elements(long[] shape) => shape.Aggregate((UInt128)1, (all, size) => all > (UInt128)long.MaxValue ? all : all * (UInt128)Math.Max(size, 1));

    private long Number(object? value) => value is long number ? number : throw Refusal("a shape of something else than numbers", "numbers");

    // Levels of containers; what is met again has been measured. Nothing half-made may stand in them.
    private int Height(object? value, Dictionary<object, int> known, int above = 0)
    {
        if (value is Global or Unbuilt or Hooks or PickledStorage) { throw Refusal("a name or a storage where a value is expected", "a value"); }
        if (value is not Pickled container) { return 0; }
        if (known.TryGetValue(container, out int height)) { return height >= 0 ? height : throw Refusal("a value inside itself", "none"); }
        known[container] = -1;
        height = 1 + (above < MostDepth ? container.Parts.Select(part => Height(part, known, above + 1)).DefaultIfEmpty(0).Max() : MostDepth);
        known[container] = height;
        return height <= MostDepth ? height : throw Refusal($"values more than {MostDepth} deep", "fewer");
    }

    private void Push(object? value)
    {
        if (++_values > MostValues) { throw Refusal($"more than {MostValues} values", "fewer"); }
        _stack.Push(value);
    }

    private object? Peek() => _stack.Count > (_marks.TryPeek(out int mark) ? mark : 0) ? _stack.Peek() : throw Refusal("an operation without a value", "one");

    private object? Pop()
    {
        Peek();
        return _stack.Pop();
    }

    private object?[] PopMany(int count)
    {
        object?[] items = new object?[count];
        for (int i = count - 1; i >= 0; i--) { items[i] = Pop(); }
        return items;
    }

    private object?[] PopMarked()
    {
        if (!_marks.TryPeek(out int mark)) { throw Refusal("the end of values without a beginning", "a mark"); }
        object?[] items = new object?[_stack.Count - mark];
        for (int i = items.Length - 1; i >= 0; i--) { items[i] = _stack.Pop(); }
        _marks.Pop();
        return items;
    }

    private void Put(uint place)
    {
        object? value = Peek();
        if (value is Unbuilt) { throw Refusal("a reference to an object that is not complete", "none"); }
        _memo[place] = value;
    }

    private object? Get(uint place) => _memo.TryGetValue(place, out object? value) ? value : throw Refusal($"a reference to value {place}, which is not there", "an earlier one");

    private ModelFormatException Refusal(string found, string expected) => _input.Refusal(found, expected);

    private sealed record Global(string Module, string Name)
    {
        internal bool IsClass => (Module == "__torch__" || Module.StartsWith("__torch__.", StringComparison.Ordinal)) && !Module.StartsWith("__torch__.torch.classes", StringComparison.Ordinal);
    }

    private sealed record Unbuilt(Global Type);

    private sealed record Hooks;
}
