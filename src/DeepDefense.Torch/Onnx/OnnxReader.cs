using DeepDefense.Torch.Serialization;
using Google.Protobuf;

namespace DeepDefense.Torch.Onnx;

/// <summary>Reads the messages of ONNX's <c>onnx.proto</c> as far as they say what a model is; the elements of tensors are passed over. As protobuf has it, a part
/// that comes twice adds to the first.</summary>
internal sealed class OnnxReader
{
    private const int MostNodes = 100_000, MostTensors = 100_000, MostValues = 1000, MostInputs = 1000, MostAxes = 64, Deepest = 8, LongestText = 1000;
    private const uint Number = 0, Bytes = 2; // wire types

    private readonly string _path;
    private readonly CodedInputStream _input;
    private readonly OnnxParts _parts = new();

    private OnnxReader(byte[] bytes, string path) => (_input, _path) = (new CodedInputStream(bytes), path);

    /// <summary>Reads a model.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or has more parts than a network has.</exception>
    internal static OnnxParts Read(byte[] bytes, string path)
    {
        OnnxReader reader = new(bytes, path);
        try
        {
            reader.Fields(bytes.Length, reader.Model);
            return reader._parts;
        }
        catch (InvalidProtocolBufferException e) { throw new ModelFormatException($"{path}: byte {reader._input.Position}: damaged, cut short perhaps: {e.Message}", e); }
    }

    private bool Model(uint tag)
    {
        switch (tag)
        {
            case 1 << 3 | Number: _parts.IrVersion = _input.ReadInt64(); return true;
            case 2 << 3 | Bytes: _parts.Producer = Text(); return true;
            case 3 << 3 | Bytes: _parts.ProducerVersion = Text(); return true;
            case 7 << 3 | Bytes:
                _parts.HasGraph = true;
                Inside(field => Graph(field, 0));
                return true;
            case 8 << 3 | Bytes:
                (string domain, long version) = ("", 0);
                Inside(field => field switch { 1 << 3 | Bytes => (domain = Text()) is not null, 2 << 3 | Number => (version = _input.ReadInt64()) != long.MinValue, _ => false });
                Add(_parts.Opsets, (domain, version), MostValues, "sets of operators");
                return true;
            case 25 << 3 | Bytes: Function(); return true;
            default: return false;
        }
    }

    private void Function()
    {
        (string name, string domain) = ("", "");
        Inside(field =>
        {
            switch (field)
            {
                case 1 << 3 | Bytes: name = Text(); return true;
                case 10 << 3 | Bytes: domain = Text(); return true;
                case 7 << 3 | Bytes: Node(1); return true;
                case 11 << 3 | Bytes: Inside(inner => Attribute(inner, 1)); return true;
                default: return false;
            }
        });
        if (_parts.Functions.Count >= MostNodes) { throw Refusal($"more than {MostNodes} functions"); }
        _parts.Functions.Add((domain, name));
    }

    private bool Graph(uint tag, int depth)
    {
        switch (tag)
        {
            case 1 << 3 | Bytes: Node(depth); return true;
            case 5 << 3 | Bytes: Tensor(depth == 0 ? _parts.Tensors : _parts.Inner); return true;
            case 11 << 3 | Bytes when depth == 0: Value(_parts.Inputs); return true;
            case 12 << 3 | Bytes when depth == 0: Value(_parts.Outputs); return true;
            case 15 << 3 | Bytes: _parts.HasSparse = true; return false;
            default: return false;
        }
    }

    private void Node(int depth)
    {
        (string type, string domain) = ("", "");
        List<string> inputs = [];
        Inside(field =>
        {
            switch (field)
            {
                case 1 << 3 | Bytes: Add(inputs, Text(), MostInputs, "inputs of a node"); return true;
                case 4 << 3 | Bytes: type = Text(); return true;
                case 7 << 3 | Bytes: domain = Text(); return true;
                case 5 << 3 | Bytes: Inside(inner => Attribute(inner, depth)); return true;
                default: return false;
            }
        });
        Add(_parts.Nodes, new OnnxNode(type, domain, inputs), MostNodes, "nodes");
    }

    private bool Attribute(uint tag, int depth)
    {
        switch (tag)
        {
            case 5 << 3 | Bytes or 10 << 3 | Bytes: Tensor(_parts.Inner); return true;
            case 6 << 3 | Bytes or 11 << 3 | Bytes:
                if (depth >= Deepest) { throw Refusal($"graphs inside graphs, more than {Deepest} deep"); }
                Inside(field => Graph(field, depth + 1));
                return true;
            case 22 << 3 | Bytes or 23 << 3 | Bytes: _parts.HasSparse = true; return false;
            default: return false;
        }
    }

    private void Tensor(List<OnnxTensor> to)
    {
        (string name, int type) = ("", 0);
        List<long> shape = [];
        Dictionary<string, string> external = [];
        Inside(field =>
        {
            switch (field)
            {
                case 1 << 3 | Number: Add(shape, _input.ReadInt64(), MostAxes, "axes of a tensor"); return true;
                case 1 << 3 | Bytes: Packed(() => Add(shape, _input.ReadInt64(), MostAxes, "axes of a tensor")); return true;
                case 2 << 3 | Number: type = _input.ReadInt32(); return true;
                case 8 << 3 | Bytes: name = Text(); return true;
                case 13 << 3 | Bytes: Entry(external); return true;
                case 14 << 3 | Number: if (_input.ReadInt32() != 0) { external.TryAdd("location", ""); } return true;
                default: return false;
            }
        });
        Add(to, new OnnxTensor(name, type, shape, external), MostTensors, "tensors");
    }

    private void Entry(Dictionary<string, string> to)
    {
        (string key, string value) = ("", "");
        Inside(field => field switch { 1 << 3 | Bytes => (key = Text()) is not null, 2 << 3 | Bytes => (value = Text()) is not null, _ => false });
        to[key] = value;
        if (to.Count > MostValues) { throw Refusal($"more than {MostValues} notes on a tensor"); }
    }

    private void Value(List<OnnxValue> to)
    {
        (string name, int type, List<long?>? shape) = ("", 0, null);
        void Axis()
        {
            long? size = null;
            Inside(field => field == (1 << 3 | Number) && (size = _input.ReadInt64()) is not null);
            Add(shape ??= [], size is >= 1 ? size : null, MostAxes, "axes of a value");
        }
        bool Shape(uint field)
        {
            if (field != (1 << 3 | Bytes)) { return false; }
            Axis();
            return true;
        }
        bool OfTensor(uint field)
        {
            if (field == (1 << 3 | Number)) { type = _input.ReadInt32(); return true; }
            if (field != (2 << 3 | Bytes)) { return false; }
            shape ??= [];
            Inside(Shape);
            return true;
        }
        bool Type(uint field)
        {
            if (field != (1 << 3 | Bytes)) { return false; }
            Inside(OfTensor);
            return true;
        }
        Inside(field =>
        {
            switch (field)
            {
                case 1 << 3 | Bytes: name = Text(); return true;
                case 2 << 3 | Bytes: Inside(Type); return true;
                default: return false;
            }
        });
        Add(to, new OnnxValue(name, type == 0 ? "none" : OnnxValue.KindOf(type), shape), MostValues, "inputs or outputs");
    }

    private void Packed(Action one)
    {
        long end = End();
        while (_input.Position < end) { one(); }
        RequireEnd(end);
    }

    private void Inside(Func<uint, bool> read) => Fields(End(), read);

    // What is not read is passed over.
    private void Fields(long end, Func<uint, bool> read)
    {
        while (_input.Position < end)
        {
            if (!read(_input.ReadTag())) { _input.SkipLastField(); }
        }
        RequireEnd(end);
    }

    private long End() => _input.ReadLength() is >= 0 and int length ? _input.Position + length : throw Refusal("a length below 0");

    private void RequireEnd(long end)
    {
        if (_input.Position != end) { throw Refusal($"a part that ends there and not at byte {end}"); }
    }

    private string Text() => _input.ReadString() is { Length: <= LongestText } text ? text : throw Refusal($"a name of more than {LongestText} letters");

    private void Add<T>(List<T> to, T item, int most, string what)
    {
        if (to.Count >= most) { throw Refusal($"more than {most} {what}"); }
        to.Add(item);
    }

    private ModelFormatException Refusal(string found) => new(_path, $"byte {_input.Position}", found, "an ONNX graph of an image classifier");
}
