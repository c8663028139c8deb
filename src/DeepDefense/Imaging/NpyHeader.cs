using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepDefense.Imaging;

/// <summary>What NumPy says of an array before its values. Objects, which NumPy would unpickle, are a type like others here: nobody reads them.</summary>
/// <remarks>Source: NumPy, <c>numpy.lib.format</c>, versions 1.0 and 2.0.</remarks>
/// <param name="Type">The type of the values, e.g. <c>|u1</c>, <c>&lt;f4</c>.</param>
/// <param name="IsColumnMajor">Whether the first dimension varies fastest (Fortran).</param>
/// <param name="Shape">Sizes of the dimensions, outermost first.</param>
/// <param name="Start">Where the values begin, in bytes from the beginning.</param>
internal sealed partial record NpyHeader(string Type, bool IsColumnMajor, int[] Shape, int Start)
{
    private const int MostHeader = 1 << 16;
    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    /// <summary>How many values there are; beyond 2^62: as many.</summary>
    internal long Count
    {
        get
        {
            long count = 1;
            foreach (int size in Shape) { count = count > (1L << 31) ? 1L << 62 : count * size; }
            return count;
        }
    }

    /// <summary>Reads the header of an array.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="stream">Stands at its beginning; afterwards behind the header.</param>
    /// <exception cref="ImageFormatException">It is none.</exception>
    internal static NpyHeader Read(string path, Stream stream)
    {
        // Magic, version (major, minor), then the length of the header: 2 bytes in version 1, 4 in version 2.
        byte[] begin = new byte[12];
        int read = stream.ReadAtLeast(begin, 10, throwOnEndOfStream: false);
        (int behind, long length) = begin.AsSpan(0, read) switch
        {
            [_, _, _, _, _, _, 1, 0, byte low, byte high, ..] => (10, (high << 8) | low),
            [_, _, _, _, _, _, 2, 0, ..] when (read += stream.ReadAtLeast(begin.AsSpan(read), 12 - read, throwOnEndOfStream: false)) >= 12 => (12, BinaryPrimitives.ReadUInt32LittleEndian(begin.AsSpan(8))),
            _ => (0, 0L),
        };
        if (behind == 0 || !begin.AsSpan().StartsWith(Magic))
        {
            throw new ImageFormatException(path, 0, Excerpt.Of(begin.AsSpan(0, read)), "NumPy's signature and version 1.0 or 2.0");
        }
        byte[] header = new byte[Math.Min(length, MostHeader)];
        int ahead = read - behind; // of what was read already
        begin.AsSpan(behind, Math.Min(ahead, header.Length)).CopyTo(header);
        if (length > MostHeader || ahead > length || stream.ReadAtLeast(header.AsSpan(ahead), header.Length - ahead, throwOnEndOfStream: false) < header.Length - ahead)
        {
            throw new ImageFormatException(path, behind, "a header that is cut short or too long", $"{length} bytes of it, at most {MostHeader}");
        }
        string text = Encoding.Latin1.GetString(header);
        Match match = Known().Match(text);
        return match.Success
            ? new NpyHeader(match.Groups["type"].Value, match.Groups["fortran"].Value == "True",
                [.. match.Groups["size"].Captures.Select(size => int.Parse(size.Value, CultureInfo.InvariantCulture))], behind + header.Length)
            : throw new ImageFormatException(path, behind, Excerpt.Of(Encoding.Latin1.GetBytes(text.Trim())), "descr, fortran_order and shape, as NumPy writes them, of one plain type");
    }

    /// <summary>The header of an array that is to be written, of version 1.0.</summary>
    internal static byte[] Of(string type, params int[] shape)
    {
        string sizes = string.Join(", ", shape) + (shape.Length == 1 ? "," : "");
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}";
        // The values begin at a multiple of 64 bytes.
        int length = (10 + text.Length + 1 + 63) / 64 * 64;
        return [.. Magic, 1, 0, (byte)(length - 10), (byte)((length - 10) >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(length - 11) + "\n")];
    }

    [GeneratedRegex(@"^\{'descr': '(?<type>[|<>=][a-zA-Z][0-9]{0,4})', 'fortran_order': (?<fortran>True|False), 'shape': \((?:(?<size>[0-9]{1,9})(?:, |,?(?=\))))*\), \}\s*$")]
    private static partial Regex Known();
}
