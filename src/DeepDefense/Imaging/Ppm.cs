using System.Globalization;
using System.Text;

namespace DeepDefense.Imaging;

/// <summary>Binary PPM (P6, 8 bits a sample) in.</summary>
internal static class Ppm
{
    private const int SignatureBytes = 2, MaximumDigits = 9;

    /// <summary>Decodes the first image of the file.</summary>
    /// <exception cref="ImageFormatException">The file is damaged, or larger than the limits.</exception>
    internal static RgbImage Decode(string path, ReadOnlySpan<byte> file)
    {
        int position = SignatureBytes;
        int width = ReadNumber(path, file, ref position, "the width");
        int height = ReadNumber(path, file, ref position, "the height");
        ImageLimits.Check(path, position, height, width);
        int maximum = ReadNumber(path, file, ref position, "the maximum value 255");
        if (maximum != byte.MaxValue)
        {
            throw new ImageFormatException(path, position, $"the maximum value {maximum}", "255");
        }
        position++; // Exactly one white-space byte lies between the header and the pixels.
        int needed = 3 * height * width;
        int left = Math.Max(0, file.Length - position);
        if (left < needed)
        {
            throw new ImageFormatException(path, position, $"{left} bytes of pixels",
                $"{needed} for {width} x {height} pixels");
        }
        return RgbImage.FromInterleaved(height, width, file.Slice(position, needed), channels: 3);
    }

    private static int ReadNumber(string path, ReadOnlySpan<byte> file, ref int position, string what)
    {
        SkipBlanksAndComments(file, ref position);
        int start = position;
        while (position < file.Length && char.IsAsciiDigit((char)file[position])) { position++; }
        ReadOnlySpan<byte> digits = file[start..position];
        bool isFollowedByBlank = position < file.Length && IsBlank(file[position]);
        if (digits.Length is 0 or > MaximumDigits || !isFollowedByBlank)
        {
            throw new ImageFormatException(path, start, Excerpt.Of(file[start..]), $"{what}, then white space");
        }
        return int.Parse(Encoding.ASCII.GetString(digits), CultureInfo.InvariantCulture);
    }

    private static void SkipBlanksAndComments(ReadOnlySpan<byte> file, ref int position)
    {
        while (position < file.Length && (IsBlank(file[position]) || file[position] == '#'))
        {
            bool isComment = file[position] == '#';
            int lineBreak = isComment ? file[position..].IndexOfAny("\r\n"u8) : 0;
            position = lineBreak < 0 ? file.Length : position + lineBreak + 1;
        }
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
}
