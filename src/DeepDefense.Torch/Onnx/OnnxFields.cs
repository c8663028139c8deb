using DeepDefense.Torch.Serialization;
using Google.Protobuf;

namespace DeepDefense.Torch.Onnx;

/// <summary>The fields of protobuf's messages, one behind the other; none reads beyond the message that it is in.</summary>
/// <param name="bytes">The outermost message.</param>
/// <param name="path">The file, for messages to people.</param>
internal sealed class OnnxFields(byte[] bytes, string path) : IDisposable
{
    private const int LongestText = 1000;

    private readonly CodedInputStream _input = new(bytes);
    private long _end = bytes.Length; // of the message that is read

    /// <summary>Reads the outermost message.</summary>
    /// <param name="read">Reads the field of a tag, or says that it is passed over.</param>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    internal void Whole(Func<uint, bool> read)
    {
        try { Fields(bytes.Length, read); }
        catch (InvalidProtocolBufferException e) { throw new ModelFormatException($"{path}: byte {_input.Position}: damaged, cut short perhaps: {e.Message}", e); }
    }

    /// <summary>Reads a message inside.</summary>
    internal void Inside(Func<uint, bool> read) => Fields(End(), read);

    /// <summary>Reads numbers that stand without tags between them.</summary>
    internal void Packed(Action one)
    {
        long end = End();
        while (_input.Position < end) { one(); }
        RequireEnd(end);
    }

    /// <summary>A whole number.</summary>
    internal long Number() => _input.ReadInt64();

    /// <summary>A text of at most 1,000 letters.</summary>
    internal string Text() => _input.ReadString() is { Length: <= LongestText } text ? text : throw Refusal($"a name of more than {LongestText} letters");

    /// <summary>Adds to a list of bounded length.</summary>
    internal void Add<T>(List<T> to, T item, int most, string what)
    {
        if (to.Count >= most) { throw Refusal($"more than {most} {what}"); }
        to.Add(item);
    }

    /// <summary>Says what is wrong here.</summary>
    internal ModelFormatException Refusal(string found) => new(path, $"byte {_input.Position}", found, "an ONNX graph of an image classifier");

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    // What is not read is passed over.
    private void Fields(long end, Func<uint, bool> read)
    {
        (long outer, _end) = (_end, end);
        while (_input.Position < end)
        {
            if (!read(_input.ReadTag())) { _input.SkipLastField(); }
        }
        RequireEnd(end);
        _end = outer;
    }

    private long End() => _input.ReadLength() is >= 0 and int length && length <= _end - _input.Position ? _input.Position + length
        : throw Refusal($"a part that is longer than the {_end - _input.Position} bytes that are left for it (damaged, cut short perhaps)");

    private void RequireEnd(long end)
    {
        if (_input.Position != end) { throw Refusal($"a part that ends there and not at byte {end}"); }
    }
}
