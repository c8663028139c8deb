using System.Text;

namespace DeepDefense.Torch.Scripting;

/// <summary>A type of NumPy.</summary>
/// <param name="Code">Its code, such as <c>u1</c>.</param>
internal sealed record PickledNumpyType(string Code)
{
    /// <summary>The byte order: <c>|</c> none, <c>&lt;</c> little-endian, <c>&gt;</c> big-endian.</summary>
    internal string Order { get; set; } = "|";
}

/// <summary>An array of NumPy.</summary>
internal sealed class PickledArray : Pickled
{
    /// <summary>Its type with the byte order, such as <c>|u1</c>; empty until the array is complete.</summary>
    internal string Type { get; set; } = "";

    internal long[] Shape { get; set; } = [];

    internal byte[] Bytes { get; set; } = [];

    internal override IEnumerable<object?> Parts => [];
}

/// <summary>Puts NumPy's arrays of a pickle together; none of NumPy's functions runs.</summary>
internal static class PickledNumpy
{
    private const int MostDimensions = 8;
    private static readonly string[] Modules = ["numpy.core.multiarray", "numpy._core.multiarray"];

    /// <summary>What a call gives, or null: it is none of NumPy's.</summary>
    internal static object? Call(PickledName called, object?[] arguments) => (called, arguments) switch
    {
        ({ Name: "_reconstruct" }, [PickledName { Module: "numpy", Name: "ndarray" }, ..]) when Modules.Contains(called.Module) => new PickledArray(),
        ({ Module: "numpy", Name: "dtype" }, [string code, ..]) => new PickledNumpyType(code),
        // Python 3 writes bytes as a text of as many characters.
        ({ Module: "_codecs", Name: "encode" }, [string text, "latin1"]) => text,
        _ => null,
    };

    /// <summary>What a state makes of an array or a type, or null: it is of something else.</summary>
    internal static object? Build(object? begun, object? state, PickleInput input)
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
                return null;
        }
    }

    private static void Fill(PickledArray array, PickledTuple shape, PickledNumpyType type, bool isColumnMajor, string data, PickleInput input)
    {
        if (isColumnMajor || shape.Items.Length > MostDimensions || shape.Items.Any(size => size is not (long and >= 0 and <= int.MaxValue))) { throw input.Refusal("an array in Fortran's order, or of a strange shape", "row by row"); }
        byte[] bytes = Encoding.Latin1.GetBytes(data);
        long[] sizes = [.. shape.Items.Cast<long>()];
        UInt128 count = sizes.Aggregate((UInt128)1, (all, size) => all > (UInt128)long.MaxValue ? all : all * (UInt128)size);
        int width = type.Code.Length == 2 && char.IsAsciiDigit(type.Code[1]) ? type.Code[1] - '0' : throw input.Refusal($"an array of the type {type.Code}", "one of plain numbers, such as u1");
        if (count * (UInt128)width != (UInt128)bytes.Length) { throw input.Refusal($"an array of shape ({string.Join(", ", sizes)}) of {width} bytes in {bytes.Length}", "as many bytes"); }
        (array.Type, array.Shape, array.Bytes) = (type.Order + type.Code, sizes, bytes);
    }
}
