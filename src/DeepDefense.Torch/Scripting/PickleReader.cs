using System.Buffers.Binary;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Reads a pickle as data: nothing in it is called, and what is not one of the few opcodes and names of its dialect is
/// refused. The result is a tree, or a graph without loops, of bounded size and depth.</summary>
internal sealed class PickleReader
{
    private const int MostValues = 4_000_000, MostDepth = 100;

    private readonly PickleInput _input;
    private readonly PickleDialect _dialect;
    private readonly Action<PickledStorage>? _named;
    private readonly Stack<object?> _stack = new();
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];
    private int _values;

    private PickleReader(PickleInput input, PickleDialect dialect, Action<PickledStorage>? named) => (_input, _dialect, _named) = (input, dialect, named);

    /// <summary>Reads a pickle of TorchScript.</summary>
    /// <param name="bytes">The pickle.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="entry">The entry of the archive, for messages.</param>
    /// <exception cref="ModelFormatException">It is not what TorchScript writes.</exception>
    internal static object? Read(byte[] bytes, string path, string entry) => Read(new PickleInput(bytes, path, $"entry {entry}, "), TorchScriptDialect.Instance);

    /// <summary>Reads the pickle that begins here.</summary>
    /// <param name="input">Stands behind its end afterwards.</param>
    /// <param name="dialect">What it may hold.</param>
    /// <param name="named">Told each storage that it names, or null.</param>
    /// <exception cref="ModelFormatException">It holds something else.</exception>
    internal static object? Read(PickleInput input, PickleDialect dialect, Action<PickledStorage>? named = null)
    {
        input.Begin(dialect.Writer);
        PickleReader reader = new(input, dialect, named);
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
            case PickleCode.ShortString when _dialect.HasByteTexts: Push(_input.String(_input.Byte())); break;
            case PickleCode.String when _dialect.HasByteTexts: Push(_input.String(_input.UInt32())); break;
            case PickleCode.Global: Push(_dialect.Named(new PickledName(_input.Line(), _input.Line()), _input)); break;
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
            case PickleCode.PersistentId: Push(Storage(Pop())); break;
            case PickleCode.Put: Put(_input.Byte()); break;
            case PickleCode.LongPut: Put(_input.UInt32()); break;
            case PickleCode.Get: Push(Get(_input.Byte())); break;
            case PickleCode.LongGet: Push(Get(_input.UInt32())); break;
            default: throw Refusal($"opcode 0x{(byte)code:X2}", $"one of those that {_dialect.Writer}");
        }
    }

    private PickledStorage Storage(object? value)
    {
        PickledStorage storage = PickledParts.Storage(value, _input);
        _named?.Invoke(storage);
        return storage;
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
        Push(_dialect.New(Pop(), arguments, _input));
    }

    private void Build()
    {
        object? state = Pop();
        Push(_dialect.Build(Pop(), state, _input));
    }

    private void Reduce()
    {
        object? arguments = Pop();
        PickledName function = Pop() as PickledName ?? throw Refusal("a call of what is no function", "a function");
        Push(_dialect.Call(function, arguments as PickledTuple ?? throw Refusal($"no arguments for {function.Name}", "a tuple"), _input));
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
