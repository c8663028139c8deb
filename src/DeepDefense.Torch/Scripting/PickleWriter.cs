using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace DeepDefense.Torch.Scripting;

/// <summary>Writes what libtorch's unpickler reads: protocol 2. A value that stands in several places is written once, so that
/// it is one value again when it is read.</summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _to = new();
    private readonly Dictionary<object, int> _memo = new(ReferenceEqualityComparer.Instance);

    private PickleWriter()
    {
    }

    /// <summary>The bytes of a value.</summary>
    internal static byte[] Write(object? value)
    {
        PickleWriter writer = new();
        writer.Code(PickleCode.Protocol);
        writer.Byte(2);
        writer.Value(value);
        writer.Code(PickleCode.Stop);
        return writer._to.WrittenSpan.ToArray();
    }

    private void Value(object? value)
    {
        switch (value)
        {
            case null: Code(PickleCode.None); return;
            case bool flag: Code(flag ? PickleCode.True : PickleCode.False); return;
            case long number: Integer(number); return;
            case double number: Float(number); return;
            case string text: Text(text); return;
        }
        if (_memo.TryGetValue(value, out int place))
        {
            Place(PickleCode.Get, PickleCode.LongGet, place);
            return;
        }
        Container((Pickled)value);
        _memo.Add(value, _memo.Count);
        Place(PickleCode.Put, PickleCode.LongPut, _memo.Count - 1);
    }

    private void Container(Pickled value)
    {
        switch (value)
        {
            case PickledTuple { Items: [] }: Code(PickleCode.EmptyTuple); break;
            case PickledTuple tuple: Marked(tuple.Items, PickleCode.Tuple); break;
            case PickledList list:
                Code(PickleCode.EmptyList);
                Marked(list.Items, PickleCode.Appends);
                break;
            case PickledDictionary dictionary:
                Code(PickleCode.EmptyDictionary);
                Marked(dictionary.Parts, PickleCode.SetItems);
                break;
            case PickledObject instance:
                int dot = instance.Type.LastIndexOf('.');
                Global(instance.Type[..dot], instance.Type[(dot + 1)..]);
                Code(PickleCode.EmptyTuple);
                Code(PickleCode.NewObject);
                Code(PickleCode.EmptyDictionary);
                Marked(instance.Attributes.SelectMany(attribute => new[] { attribute.Name, attribute.Value }), PickleCode.SetItems);
                Code(PickleCode.Build);
                break;
            case PickledCall call:
                Global(call.Module, call.Name);
                Value(call.Arguments);
                Code(PickleCode.Reduce);
                break;
            case PickledTensor tensor: Tensor(tensor); break;
            default: throw new ArgumentException($"no pickle of a {value.GetType().Name}");
        }
    }

    private void Tensor(PickledTensor tensor)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        Code(PickleCode.Mark);
        Code(PickleCode.Mark);
        Text("storage");
        Global("torch", tensor.Storage.Type + "Storage");
        Text(tensor.Storage.Key);
        Text(tensor.Storage.Device);
        Integer(tensor.Storage.Length);
        Code(PickleCode.Tuple);
        Code(PickleCode.PersistentId);
        Integer(tensor.Offset);
        Marked(tensor.Shape.Cast<object?>(), PickleCode.Tuple);
        Marked(tensor.Stride.Cast<object?>(), PickleCode.Tuple);
        Value(tensor.RequiresGradient);
        Global("collections", "OrderedDict"); // hooks, of which there are none
        Code(PickleCode.EmptyTuple);
        Code(PickleCode.Reduce);
        Code(PickleCode.Tuple);
        Code(PickleCode.Reduce);
    }

    private void Marked(IEnumerable<object?> items, PickleCode end)
    {
        Code(PickleCode.Mark);
        foreach (object? item in items) { Value(item); }
        Code(end);
    }

    private void Code(PickleCode code) => Byte((byte)code);

    private void Byte(byte value) => _to.Write([value]);

    private void Global(string module, string name)
    {
        Code(PickleCode.Global);
        _to.Write(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));
    }

    private void Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Code(PickleCode.Text);
        Int32(bytes.Length);
        _to.Write(bytes);
    }

    private void Integer(long number)
    {
        if (number is >= int.MinValue and <= int.MaxValue)
        {
            Code(PickleCode.Int32);
            Int32((int)number);
            return;
        }
        Code(PickleCode.Long);
        Byte(sizeof(long));
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        _to.Write(bytes);
    }

    private void Float(double number)
    {
        Code(PickleCode.Double);
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        _to.Write(bytes);
    }

    private void Place(PickleCode small, PickleCode large, int place)
    {
        Code(place <= byte.MaxValue ? small : large);
        if (place <= byte.MaxValue) { Byte((byte)place); }
        else { Int32(place); }
    }

    private void Int32(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        _to.Write(bytes);
    }
}
