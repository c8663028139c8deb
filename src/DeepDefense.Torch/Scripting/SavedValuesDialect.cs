using System.Buffers.Binary;
using System.Text;

namespace DeepDefense.Torch.Scripting;

/// <summary>The pickles of <c>torch.save</c> with the arrays and numbers of NumPy in them, which <see cref="StateDialect"/> passes over. One reads one pickle.</summary>
/// <param name="length">Bytes of the file, as at <see cref="ArrayDialect"/>.</param>
internal sealed class SavedValuesDialect(long length) : PickleDialect
{
    private readonly ArrayDialect _arrays = new(length);

    internal override string Writer => "torch.save writes for plain values, arrays and tensors";

    internal override object? Named(PickledName name, PickleInput input) => StateDialect.Instance.Named(name, input);

    internal override object? New(object? type, object? arguments, PickleInput input) => StateDialect.Instance.New(type, arguments, input);

    internal override object? Build(object? begun, object? state, PickleInput input) => begun is PickledArray or PickledNumpyType
        ? _arrays.Build(begun, state, input)
        : StateDialect.Instance.Build(begun, state, input);

    internal override object? Call(PickledName function, PickledTuple arguments, PickleInput input) => (function.Module, function.Name) switch
    {
        ("numpy.core.multiarray" or "numpy._core.multiarray", "scalar") => Number(arguments, input),
        ("numpy.core.multiarray" or "numpy._core.multiarray", _) or ("numpy", "dtype") or ("_codecs", "encode") => _arrays.Call(function, arguments, input),
        _ => StateDialect.Instance.Call(function, arguments, input),
    };

    // Of the numbers only whole ones are asked for.
    private static object? Number(PickledTuple arguments, PickleInput input)
    {
        if (arguments.Items is not [PickledNumpyType { Order: not ">" } type, string text]) { throw input.Refusal("a number of another kind", "one of NumPy's, little-endian"); }
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        return (type.Code, bytes.Length) switch
        {
            ("i8" or "u8", 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ("i4", 4) => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ("u4", 4) => (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            ("u1" or "b1", 1) => (long)bytes[0],
            _ => null,
        };
    }
}
