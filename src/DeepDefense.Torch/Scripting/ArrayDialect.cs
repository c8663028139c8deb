using System.Text;

namespace DeepDefense.Torch.Scripting;

/// <summary>Pickles of plain values and NumPy's arrays, such as CIFAR's batches. None of NumPy's functions runs. One reads one pickle.</summary>
/// <param name="length">Bytes of the pickle; its arrays have no more in all, so that one text is not many arrays.</param>
internal sealed class ArrayDialect(long length) : PickleDialect
{
    private const int MostDimensions = 8;
    private static readonly string[] Modules = ["numpy.core.multiarray", "numpy._core.multiarray"];

    private long _left = length;

    internal override string Writer => "Python and NumPy write";

    internal override bool HasByteTexts => true;

    internal override object? New(object? type, object? arguments, PickleInput input) => throw input.Refusal("a new object", "plain values and arrays");

    internal override object? Build(object? begun, object? state, PickleInput input)
    {
        switch (begun, state)
        {
            case (PickledNumpyType type, PickledTuple { Items: [long, string order, null, null, null, ..] }) when order is "|" or "<" or ">" or "=":
                type.Order = order;
                return type;
            case (PickledArray { Type: "" } array, PickledTuple { Items: [long, PickledTuple shape, PickledNumpyType type, bool isColumnMajor, string data] }):
                Fill(array, shape, type, isColumnMajor, data, input);
                return array;
            case (PickledArray or PickledNumpyType, _):
                throw input.Refusal("an array of objects or of several fields", "one of plain numbers");
            default:
                throw input.Refusal("a state of something that has none", "an array or its type");
        }
    }

    internal override object? Call(PickledName function, PickledTuple arguments, PickleInput input) => (function, arguments.Items) switch
    {
        ({ Name: "_reconstruct" }, [PickledName { Module: "numpy", Name: "ndarray" }, ..]) when Modules.Contains(function.Module) => new PickledArray(),
        ({ Module: "numpy", Name: "dtype" }, [string code, ..]) => new PickledNumpyType(code),
        // Python 3 writes bytes as a text of as many characters.
        ({ Module: "_codecs", Name: "encode" }, [string text, "latin1"]) => text,
        _ => throw input.Refusal($"a call of {function.Module}.{function.Name}", "only what arrays are made with; nothing in a file is run while it is read"),
    };

    private void Fill(PickledArray array, PickledTuple shape, PickledNumpyType type, bool isColumnMajor, string data, PickleInput input)
    {
        if (isColumnMajor || shape.Items.Length > MostDimensions || shape.Items.Any(size => size is not (long and >= 0 and <= int.MaxValue))) { throw input.Refusal("an array in Fortran's order, or of a strange shape", "row by row"); }
        long[] sizes = [.. shape.Items.Cast<long>()];
        UInt128 count = sizes.Aggregate((UInt128)1, (all, size) => all > (UInt128)long.MaxValue ? all : all * (UInt128)size);
        int width = type.Code.Length == 2 && char.IsAsciiDigit(type.Code[1]) ? type.Code[1] - '0' : throw input.Refusal($"an array of the type {type.Code}", "one of plain numbers, such as u1");
        if (count * (UInt128)width != (UInt128)data.Length) { throw input.Refusal($"an array of shape ({string.Join(", ", sizes)}) of {width} bytes in {data.Length}", "as many bytes"); }
        if (data.AsSpan().ContainsAnyExceptInRange('\0', '\xFF')) { throw input.Refusal("an array of characters that are no bytes", "one a byte"); }
        _left -= data.Length;
        if (_left < 0) { throw input.Refusal("arrays of more bytes than the file has", "each with bytes of its own"); }
        (array.Type, array.Shape, array.Bytes) = (type.Order + type.Code, sizes, Encoding.Latin1.GetBytes(data));
    }
}
