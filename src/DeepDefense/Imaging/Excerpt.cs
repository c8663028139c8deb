using System.Text;

namespace DeepDefense.Imaging;

/// <summary>The beginning of bytes that come from a file, fit to be shown: no control characters.</summary>
internal static class Excerpt
{
    private const int Length = 8, NameLength = 100;

    /// <summary>E.g. <c>the bytes 48 65 6C 6C 6F ("Hello")</c>, at most eight of them, or <c>the end of the file</c>.
    /// </summary>
    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "the end of the file";
        }
        ReadOnlySpan<byte> shown = bytes[..Math.Min(Length, bytes.Length)];
        StringBuilder hexadecimal = new(), text = new();
        foreach (byte value in shown)
        {
            hexadecimal.Append(hexadecimal.Length == 0 ? "" : " ").Append(value.ToString("X2", null));
            text.Append(value is >= 0x20 and < 0x7F ? (char)value : '.');
        }
        return $"the bytes {hexadecimal} (\"{text}\")";
    }

    /// <summary>A name from a file, as one line: at most 100 characters, and a question mark for each that speaks to a terminal.</summary>
    internal static string OfName(string name) => new([.. name.Take(NameLength).Select(character => char.IsControl(character) ? '?' : character)]);
}
