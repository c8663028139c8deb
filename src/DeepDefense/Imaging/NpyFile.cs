using System.Buffers.Binary;

namespace DeepDefense.Imaging;

/// <summary>NumPy's .npy files, as far as pictures and patterns come in them: uint8, float32 or float64, little-endian,
/// row-major, at most 64 MiB. Objects, which NumPy would unpickle, are refused like everything else.</summary>
/// <remarks>Source: NumPy, <c>numpy.lib.format</c>, versions 1.0 and 2.0.</remarks>
internal static class NpyFile
{
    private const int MostBytes = 1 << 26;
    private static readonly string[] Types = ["|u1", "<f4", "<f8"];

    /// <summary>Reads an array.</summary>
    /// <exception cref="ImageFormatException">The file is no such array.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static NpyArray Read(string path)
    {
        byte[] file = ReadBounded(path);
        NpyHeader header = NpyHeader.Read(path, new MemoryStream(file));
        (int start, int[] shape) = (header.Start, header.Shape);
        if (header.IsColumnMajor || !Types.Contains(header.Type))
        {
            throw new ImageFormatException(path, start, $"values of {header.Type}, fortran_order {header.IsColumnMajor}", "descr |u1, <f4 or <f8, fortran_order False and a shape");
        }
        int size = header.Type[^1] - '0';
        long count = Math.Min(header.Count, MostBytes + 1L);
        if (start + (count * size) != file.Length)
        {
            throw new ImageFormatException(path, start, $"{file.Length - start} bytes of values", $"({string.Join(", ", shape)}) of {size} bytes each");
        }
        ReadOnlySpan<byte> bytes = file.AsSpan(start);
        double[] values = new double[count];
        for (int i = 0; i < values.Length; i++) { values[i] = Value(bytes.Slice(i * size, size)); }
        return new NpyArray(shape, values, size == 1);
    }

    private static double Value(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        sizeof(float) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    private static byte[] ReadBounded(string path)
    {
        // A pipe or a device has no length either; to open it might never return.
        long length = LinkTarget.Of(path) is { Exists: true } target ? target.Length : 0;
        if (length is < 1 or > MostBytes && File.Exists(path))
        {
            throw new ImageFormatException(path, null, $"{length} bytes", $"a NumPy file of at most {MostBytes} bytes");
        }
        return File.ReadAllBytes(path);
    }
}
