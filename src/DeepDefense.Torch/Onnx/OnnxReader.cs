using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Onnx;

/// <summary>Reads the messages of ONNX's <c>onnx.proto</c> as far as they say what a model is; the elements of tensors are passed over. As protobuf has it, a part
/// that comes twice adds to the first.</summary>
internal sealed class OnnxReader
{
    private const int MostNodes = 100_000, MostTensors = 100_000, MostValues = 1000, MostInputs = 1000, MostAxes = 64, Deepest = 8;
    private const uint Number = 0, Bytes = 2; // wire types

    private readonly OnnxFields _input;
    private readonly OnnxParts _parts = new();

    private OnnxReader(OnnxFields input) => _input = input;

    /// <summary>Reads a model.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or has more parts than a network has.</exception>
    internal static OnnxParts Read(byte[] bytes, string path)
    {
        using OnnxFields input = new(bytes, path);
        OnnxReader reader = new(input);
        input.Whole(reader.Model);
        return reader._parts;
    }

    private bool Model(uint tag)
    {
        switch (tag)
        {
            case 1 << 3 | Number: _parts.IrVersion = _input.Number(); return true;
            case 2 << 3 | Bytes: _parts.Producer = _input.Text(); return true;
            case 3 << 3 | Bytes: _parts.ProducerVersion = _input.Text(); return true;
            case 7 << 3 | Bytes:
                _parts.HasGraph = true;
                _input.Inside(field => Graph(field, 0));
                return true;
            case 8 << 3 | Bytes:
                (string domain, long version) = ("", 0);
                _input.Inside(field =>
                {
                    switch (field)
                    {
                        case 1 << 3 | Bytes: domain = _input.Text(); return true;
                        case 2 << 3 | Number: version = _input.Number(); return true;
                        default: return false;
                    }
                });
                _input.Add(_parts.Opsets, (domain, version), MostValues, "sets of operators");
                return true;
            case 25 << 3 | Bytes: Function(); return true;
            default: return false;
        }
    }

    private void Function()
    {
        (string name, string domain) = ("", "");
        _input.Inside(field =>
        {
            switch (field)
            {
                case 1 << 3 | Bytes: name = _input.Text(); return true;
                case 10 << 3 | Bytes: domain = _input.Text(); return true;
                case 7 << 3 | Bytes: Node(1); return true;
                case 11 << 3 | Bytes: _input.Inside(inner => Attribute(inner, 1)); return true;
                default: return false;
            }
        });
        if (_parts.Functions.Count >= MostNodes) { throw _input.Refusal($"more than {MostNodes} functions"); }
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
        _input.Inside(field =>
        {
            switch (field)
            {
                case 1 << 3 | Bytes: _input.Add(inputs, _input.Text(), MostInputs, "inputs of a node"); return true;
                case 4 << 3 | Bytes: type = _input.Text(); return true;
                case 7 << 3 | Bytes: domain = _input.Text(); return true;
                case 5 << 3 | Bytes: _input.Inside(inner => Attribute(inner, depth)); return true;
                default: return false;
            }
        });
        _input.Add(_parts.Nodes, new OnnxNode(type, domain, inputs), MostNodes, "nodes");
    }

    private bool Attribute(uint tag, int depth)
    {
        switch (tag)
        {
            case 5 << 3 | Bytes or 10 << 3 | Bytes: Tensor(_parts.Inner); return true;
            case 6 << 3 | Bytes or 11 << 3 | Bytes:
                if (depth >= Deepest) { throw _input.Refusal($"graphs inside graphs, more than {Deepest} deep"); }
                _input.Inside(field => Graph(field, depth + 1));
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
        _input.Inside(field =>
        {
            switch (field)
            {
                case 1 << 3 | Number: _input.Add(shape, _input.Number(), MostAxes, "axes of a tensor"); return true;
                case 1 << 3 | Bytes: _input.Packed(() => _input.Add(shape, _input.Number(), MostAxes, "axes of a tensor")); return true;
                case 2 << 3 | Number: type = (int)_input.Number(); return true;
                case 8 << 3 | Bytes: name = _input.Text(); return true;
                case 13 << 3 | Bytes: Entry(external); return true;
                case 14 << 3 | Number: if ((int)_input.Number() != 0) { external.TryAdd("location", ""); } return true;
                default: return false;
            }
        });
        _input.Add(to, new OnnxTensor(name, type, shape, external), MostTensors, "tensors");
    }

    private void Entry(Dictionary<string, string> to)
    {
        (string key, string value) = ("", "");
        _input.Inside(field =>
        {
            switch (field)
            {
                case 1 << 3 | Bytes: key = _input.Text(); return true;
                case 2 << 3 | Bytes: value = _input.Text(); return true;
                default: return false;
            }
        });
        to[key] = value;
        if (to.Count > MostValues) { throw _input.Refusal($"more than {MostValues} notes on a tensor"); }
    }

    private void Value(List<OnnxValue> to)
    {
        (string name, int type, List<long?>? shape) = ("", 0, null);
        void Axis()
        {
            long? size = null;
            _input.Inside(field => field == (1 << 3 | Number) && (size = _input.Number()) is not null);
            _input.Add(shape ??= [], size is >= 1 ? size : null, MostAxes, "axes of a value");
        }
        bool Shape(uint field)
        {
            if (field != (1 << 3 | Bytes)) { return false; }
            Axis();
            return true;
        }
        bool OfTensor(uint field)
        {
            if (field == (1 << 3 | Number)) { type = (int)_input.Number(); return true; }
            if (field != (2 << 3 | Bytes)) { return false; }
            shape ??= [];
            _input.Inside(Shape);
            return true;
        }
        bool Type(uint field)
        {
            if (field != (1 << 3 | Bytes)) { return false; }
            _input.Inside(OfTensor);
            return true;
        }
        _input.Inside(field =>
        {
            switch (field)
            {
                case 1 << 3 | Bytes: name = _input.Text(); return true;
                case 2 << 3 | Bytes: _input.Inside(Type); return true;
                default: return false;
            }
        });
        _input.Add(to, new OnnxValue(name, type == 0 ? "none" : OnnxValue.KindOf(type), shape), MostValues, "inputs or outputs");
    }
}
