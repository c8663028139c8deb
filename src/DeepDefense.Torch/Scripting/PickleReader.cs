using System.Buffers.Binary;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Reads a pickle as data: nothing in it is called, and what is not one of the few opcodes and functions that TorchScript
/// writes is refused. The result is a tree, or a graph without loops, of bounded size and depth.</summary>
internal sealed class PickleReader
{
    private const int MostValues = 4_000_000, MostDepth = 100;

    // What a call may be to.
    private static readonly HashSet<(string, string)> Functions =
    [
        ("torch.jit._pickle", "build_intlist"), ("torch.jit._pickle", "build_tensorlist"), ("torch.jit._pickle", "build_doublelist"),
        ("torch.jit._pickle", "build_boollist"), ("torch.jit._pickle", "restore_type_tag"), ("torch", "device"), ("builtins", "complex"),
        ("collections", "OrderedDict"), ("torch._utils", "_rebuild_tensor_v2"),
    ];

    private readonly PickleInput _input;
    private readonly bool _arrays;
    private readonly Stack<object?> _stack = new();
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];
    private int _values;

    private PickleReader(PickleInput input, bool arrays) => (_input, _arrays) = (input, arrays);

    /// <summary>Reads a pickle.</summary>
    /// <param name="bytes">The pickle.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="entry">The entry of the archive, for messages.</param>
    /// <param name="arrays">Whether NumPy's arrays and Python 2's texts are read too.</param>
    /// <exception cref="ModelFormatException">It is not what TorchScript writes.</exception>
    internal static object? Read(byte[] bytes, string path, string entry, bool arrays = false)
    {
        PickleReader reader = new(new PickleInput(bytes, path, entry), arrays);
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
            case PickleCode.Text: Push(_input.Text(_input.UInt32(), _arrays)); break;
            case PickleCode.ShortString when _arrays: Push(_input.String(_input.Byte())); break;
            case PickleCode.String when _arrays: Push(_input.String(_input.UInt32())); break;
            case PickleCode.Global: Push(new PickledName(_input.Line(), _input.Line())); break;
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
            case PickleCode.PersistentId: Push(PickledParts.Storage(Pop(), _input)); break;
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
        if (Pop() is not PickledName { IsClass: true } type || arguments is not PickledTuple { Items: [] }) { throw Refusal("a new object of no class of the archive", "one of __torch__"); }
        Push(new PickledBeginning(type));
    }

    private void Build()
    {
        object? state = Pop();
        object? begun = Pop();
        if (_arrays && PickledNumpy.Build(begun, state, _input) is { } built) { Push(built); return; }
        if (begun is not PickledBeginning instance || state is not PickledDictionary dictionary) { throw Refusal("a state of something else than a new object and its attributes", "those"); }
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
        if (function is not PickledName called) { throw Refusal("a call of what is no function", "a function"); }
        if (_arrays && arguments is PickledTuple parts && PickledNumpy.Call(called, parts.Items) is { } made) { Push(made); return; }
        if (called.IsClass) { throw Refusal($"a value of {called.Module}.{called.Name}, an enumeration", "a network without"); }
        if (!Functions.Contains((called.Module, called.Name)))
        {
            throw Refusal($"a call of {called.Module}.{called.Name}", "only what tensors and lists are made with; nothing in a model is run while it is read");
        }
        PickledTuple given = arguments as PickledTuple ?? throw Refusal($"no arguments for {called.Name}", "a tuple");
        Push(called.Name switch
        {
            "_rebuild_tensor_v2" => PickledParts.Tensor(given.Items, _input),
            "OrderedDict" => given.Items.Length == 0 ? new PickledHooks() : throw Refusal("hooks of a tensor", "none"),
            _ => new PickledCall(called.Module, called.Name, given),
        });
    }

    // Levels of containers; what is met again has been measured. Nothing half-made may stand in them.
    private int Height(object? value, Dictionary<object, int> known, int above = 0)
    {
        if (value is PickledName or PickledBeginning or PickledHooks or PickledStorage or PickledNumpyType) { throw Refusal("a name or a storage where a value is expected", "a value"); }
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
        if (value is PickledBeginning) { throw Refusal("a reference to an object that is not complete", "none"); }
        _memo[place] = value;
    }

    private object? Get(uint place) => _memo.TryGetValue(place, out object? value) ? value : throw Refusal($"a reference to value {place}, which is not there", "an earlier one");

    private ModelFormatException Refusal(string found, string expected) => _input.Refusal(found, expected);
}
