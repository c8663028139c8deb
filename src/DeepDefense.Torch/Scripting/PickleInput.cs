using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>The bytes of a pickle, one after the other; none is read that is not there.</summary>
internal sealed class PickleInput
{
    private const int LongestName = 1000;

    private readonly byte[] _bytes;
    private readonly string _path, _place;
    private readonly bool _isShown;
    private int _at;

    /// <summary>Begins at the first byte.</summary>
    /// <param name="bytes">All that there is.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="place">Where in the file they are, for messages: before <c>byte N</c>.</param>
    /// <param name="isShown">Whether its texts may come before a user, so that they must be printable. Default true.</param>
    internal PickleInput(byte[] bytes, string path, string place, bool isShown = true) => (_bytes, _path, _place, _isShown) = (bytes, path, place, isShown);

    /// <summary>How many bytes were read.</summary>
    internal int Position => _at;

    /// <summary>Reads the beginning of a pickle.</summary>
    /// <param name="writer">What writes such pickles.</param>
    /// <exception cref="ModelFormatException">It is of another protocol.</exception>
    internal void Begin(string writer)
    {
        if (!_bytes.AsSpan(_at).StartsWith([(byte)PickleCode.Protocol, (byte)2])) { throw Refusal("no pickle of protocol 2", $"one, as {writer} it"); }
        _at += 2;
    }

    internal byte Byte() => Take(1)[0];

    internal uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    /// <summary>A number of any size, of which so many bytes as are needed stand here, the lowest first.</summary>
    internal long Long()
    {
        ReadOnlySpan<byte> bytes = Take(Byte());
        return bytes.Length <= sizeof(long) ? (long)new BigInteger(bytes) : throw Refusal($"a number of {bytes.Length} bytes", "at most 8");
    }

    internal string Text(uint length)
    {
        if (length > int.MaxValue) { throw Refusal($"a text of {length} bytes", "a shorter one"); }
        try
        {
            string text = new UTF8Encoding(false, true).GetString(Take((int)length));
            return !_isShown || LoadedScript.Printable(text) == text ? text : throw Refusal("a text with characters that speak to a terminal", "printable ones");
        }
        catch (DecoderFallbackException) { throw Refusal("a text that is not UTF-8", "one"); }
    }

    /// <summary>A text of Python 2: a byte a character.</summary>
    internal string String(uint length) => length <= int.MaxValue ? Encoding.Latin1.GetString(Take((int)length)) : throw Refusal($"a text of {length} bytes", "a shorter one");

    /// <summary>The text before the next end of line.</summary>
    internal string Line()
    {
        int length = _bytes.AsSpan(_at).IndexOf((byte)'\n');
        string line = length is >= 0 and <= LongestName ? Text((uint)length) : throw Refusal("a name without an end", $"one of at most {LongestName} bytes");
        _at++;
        return line;
    }

    internal ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at) { throw Refusal("its end in the middle of a value", "a whole pickle"); }
        _at += count;
        return _bytes.AsSpan(_at - count, count);
    }

    /// <summary>A refusal at this byte.</summary>
    internal ModelFormatException Refusal(string found, string expected) => new(_path, $"{_place}byte {_at}", LoadedScript.Printable(found), expected);
}
