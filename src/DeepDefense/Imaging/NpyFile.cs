using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepDefense.Imaging;

/// <summary>NumPy's .npy files, as far as pictures and patterns come in them: uint8, float32 or float64, little-endian,
/// row-major, at most 64 MiB. Objects, which NumPy would unpickle, are refused like everything else.</summary>
/// <remarks>Source: NumPy, <c>numpy.lib.format</c>, versions 1.0 and 2.0.</remarks>
internal static partial class NpyFile
{
    private const int MostBytes = 1 << 26;
    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    /// <summary>Reads an array.</summary>
    /// <exception cref="ImageFormatException">The file is no such array.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static NpyArray Read(string path)
    {
        byte[] file = ReadBounded(path);
        (int start, Match header) = Header(path, file);
        int[] shape = [.. header.Groups["size"].Captures.Select(size => int.Parse(size.Value, CultureInfo.InvariantCulture))];
        string type = header.Groups["type"].Value;
        int size = type[^1] - '0';
        long count = 1;
        foreach (int dimension in shape) { count = Math.Min(count * dimension, MostBytes + 1L); }
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

    private static (int Start, Match Header) Header(string path, byte[] file)
    {
        // Magic, version (major, minor), then the length of the header: 2 bytes in version 1, 4 in version 2.
        (int begin, long length) = file switch
        {
            [_, _, _, _, _, _, 1, 0, byte low, byte high, ..] => (10, (high << 8) | low),
            [_, _, _, _, _, _, 2, 0, _, _, _, _, ..] => (12, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(8))),
            _ => (0, 0L),
        };
        if (begin == 0 || !file.AsSpan().StartsWith(Magic))
        {
            throw new ImageFormatException(path, 0, Excerpt.Of(file), "NumPy's signature and version 1.0 or 2.0");
        }
        string text = begin + length <= file.Length ? Encoding.Latin1.GetString(file, begin, (int)length) : "a header that is cut short";
        Match header = KnownHeader().Match(text);
        return header.Success ? (begin + (int)length, header) : throw new ImageFormatException(path, begin, text.Trim(),
            "descr |u1, <f4 or <f8, fortran_order False and a shape");
    }

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

    [GeneratedRegex(@"^\{'descr': '(?<type>\|u1|<f4|<f8)', 'fortran_order': False, 'shape': \((?:(?<size>[0-9]{1,8})(?:, |,?(?=\))))*\), \}\s*$")]
    private static partial Regex KnownHeader();
}
