using System.Buffers.Binary;
using System.Text;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>The bytes of a pickle, one after the other; none is read that is not there.</summary>
internal sealed class PickleInput
{
    private const int LongestName = 1000;

    private readonly byte[] _bytes;
    private readonly string _path, _entry;
    private int _at;

    /// <summary>Begins behind the protocol.</summary>
    /// <exception cref="ModelFormatException">It is another than TorchScript's.</exception>
    internal PickleInput(byte[] bytes, string path, string entry)
    {
        (_bytes, _path, _entry) = (bytes, path, entry);
        if (bytes is not [(byte)PickleCode.Protocol, 2, ..]) { throw Refusal("no pickle of protocol 2", "one, as TorchScript writes it"); }
        _at = 2;
    }

    internal byte Byte() => Take(1)[0];

    internal uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    /// <summary>A number of any size, of which TorchScript writes one.</summary>
    internal long Long() => Byte() == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))) : throw Refusal("a number of another length", "8 bytes");

    /// <summary>A text.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="isData">Whether it may hold anything, as bytes in the guise of a text do; else only what can be shown.</param>
    internal string Text(uint length, bool isData = false)
    {
        if (length > int.MaxValue) { throw Refusal($"a text of {length} bytes", "a shorter one"); }
        try
        {
            string text = new UTF8Encoding(false, true).GetString(Take((int)length));
            return isData || LoadedScript.Printable(text) == text ? text : throw Refusal("a text with characters that speak to a terminal", "printable ones");
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
    internal ModelFormatException Refusal(string found, string expected) => new(_path, $"entry {_entry}, byte {_at}", found, expected);
}
