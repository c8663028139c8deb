using System.Globalization;
using System.Text;

namespace DeepDefense.Imaging;

/// <summary>PPM, PGM and PBM in, binary (P6, P5, P4) and plain (P3, P2, P1), of 1, 8 or 16 bits a sample.</summary>
internal static class Ppm
{
    private const int SignatureBytes = 2, MaximumDigits = 9;
    private const int DeepestValue = ushort.MaxValue;

    /// <summary>Decodes the first image of the file. Samples are scaled from the file's maximum to 255, half to even; grey of 16 bits is
    /// scaled to 65,535 and cut off at 255, as PIL does it. A bit that is set is black.</summary>
    /// <exception cref="ImageFormatException">The file is damaged, or larger than the limits.</exception>
    internal static RgbImage Decode(string path, ReadOnlySpan<byte> file)
    {
        bool isBits = file[1] is (byte)'1' or (byte)'4', isGrey = isBits || file[1] is (byte)'2' or (byte)'5', isPlain = file[1] <= '3';
        int position = SignatureBytes;
        int width = ReadNumber(path, file, ref position, "the width");
        int height = ReadNumber(path, file, ref position, "the height");
        ImageLimits.Check(path, position, height, width);
        int maximum = isBits ? 1 : ReadNumber(path, file, ref position, "the maximum value");
        if (maximum is < 1 or > DeepestValue)
        {
            throw new ImageFormatException(path, position, $"the maximum value {maximum}", $"1 to {DeepestValue}");
        }
        int samples = (isGrey ? 1 : 3) * height * width;
        byte[] scaled = ScaledTo8Bits(maximum, isGrey);
        byte[] pixels = isBits && isPlain ? ReadPlainBits(path, file, position, samples)
            : isBits ? ReadBits(path, file, position + 1, height, width)
            : isPlain ? ReadPlain(path, file, position, samples, maximum, scaled)
            : ReadBinary(path, file, position + 1, samples, scaled, $"{width} x {height} pixels"); // one white-space byte between header and pixels
        return isGrey ? new RgbImage(height, width, [.. pixels, .. pixels, .. pixels]) : RgbImage.FromInterleaved(height, width, pixels, channels: 3);
    }

    // One entry for every sample that one or two bytes may hold.
    private static byte[] ScaledTo8Bits(int maximum, bool isGrey)
    {
        bool isDeep = maximum > byte.MaxValue;
        double most = isDeep && isGrey ? DeepestValue : byte.MaxValue;
        return [.. Enumerable.Range(0, (isDeep ? DeepestValue : byte.MaxValue) + 1)
            .Select(sample => (byte)Math.Min(Math.Round((double)sample / maximum * most), byte.MaxValue))];
    }

    private static byte[] ReadBinary(string path, ReadOnlySpan<byte> file, int position, int samples, byte[] scaled, string size)
    {
        int bytes = scaled.Length > byte.MaxValue + 1 ? 2 : 1;
        int left = Math.Max(0, file.Length - position);
        if (left < (long)bytes * samples)
        {
            throw new ImageFormatException(path, position, $"{left} bytes of pixels", $"{(long)bytes * samples} for {size}");
        }
        ReadOnlySpan<byte> data = file[position..];
        byte[] pixels = new byte[samples];
        for (int i = 0; i < samples; i++) { pixels[i] = scaled[bytes == 1 ? data[i] : (data[2 * i] << 8) | data[(2 * i) + 1]]; }
        return pixels;
    }

    private static byte[] ReadPlain(string path, ReadOnlySpan<byte> file, int position, int samples, int maximum, byte[] scaled)
    {
        // A digit and a blank each, checked before memory is taken.
        if (file.Length - position < (2L * samples) - 1) { throw new ImageFormatException(path, position, $"{file.Length - position} bytes", $"{samples} samples in digits"); }
        byte[] pixels = new byte[samples];
        for (int i = 0; i < samples; i++)
        {
            int sample = ReadNumber(path, file, ref position, "a sample", mayEnd: true);
            pixels[i] = sample <= maximum ? scaled[sample] : throw new ImageFormatException(path, position, $"the sample {sample}", $"0 to {maximum}");
        }
        return pixels;
    }

    // A row begins with a new byte; its first pixel is the highest bit.
    private static byte[] ReadBits(string path, ReadOnlySpan<byte> file, int position, int height, int width)
    {
        int rowBytes = (width + 7) / 8, left = Math.Max(0, file.Length - position);
        if (left < (long)rowBytes * height) { throw new ImageFormatException(path, position, $"{left} bytes of pixels", $"{(long)rowBytes * height} for {width} x {height} pixels of one bit"); }
        byte[] pixels = new byte[height * width];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, width);
            bool isBlack = ((file[position + (row * rowBytes) + (column / 8)] << (column % 8)) & 0x80) != 0;
            pixels[i] = isBlack ? byte.MinValue : byte.MaxValue;
        }
        return pixels;
    }

    // Digits may follow each other without a blank.
    private static byte[] ReadPlainBits(string path, ReadOnlySpan<byte> file, int position, int samples)
    {
        if (file.Length - position < samples) { throw new ImageFormatException(path, position, $"{file.Length - position} bytes", $"{samples} digits 0 or 1"); }
        byte[] pixels = new byte[samples];
        for (int i = 0; i < samples; i++)
        {
            SkipBlanksAndComments(file, ref position);
            pixels[i] = position < file.Length && file[position] is ((byte)'0' or (byte)'1') ? (file[position] == '1' ? byte.MinValue : byte.MaxValue)
                : throw new ImageFormatException(path, position, Excerpt.Of(file[Math.Min(position, file.Length)..]), "a pixel, 0 or 1");
            position++;
        }
        return pixels;
    }

    private static int ReadNumber(string path, ReadOnlySpan<byte> file, ref int position, string what, bool mayEnd = false)
    {
        SkipBlanksAndComments(file, ref position);
        int start = position;
        while (position < file.Length && char.IsAsciiDigit((char)file[position])) { position++; }
        ReadOnlySpan<byte> digits = file[start..position];
        bool isFollowedByBlank = position < file.Length ? IsBlank(file[position]) : mayEnd;
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
