using System.Buffers.Binary;
using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>How the bytes of an image stand in an array.</summary>
internal enum PixelOrder
{
    /// <summary>(H, W, 3): red, green, blue, pixel by pixel.</summary>
    Interleaved,

    /// <summary>(3, H, W): a plane a colour.</summary>
    Planar,

    /// <summary>(3, H, W) of float32, little-endian, in [0, 1]; levels are the nearest of 256.</summary>
    PlanarUnit,

    /// <summary>(H, W): grey, which becomes three equal bands.</summary>
    Grey,
}

/// <summary>Images of one size, one behind the other.</summary>
/// <param name="part">What they lie in; a stream that cannot seek is read from its beginning on.</param>
/// <param name="format">What results call the format.</param>
/// <param name="start">Where the first begins, in bytes.</param>
/// <param name="height">H, in pixels.</param>
/// <param name="width">W, in pixels.</param>
/// <param name="order">How their bytes stand.</param>
internal sealed class ArrayRecords(ArrayPart part, string format, long start, int height, int width, PixelOrder order) : RecordStore
{
    private Stream? _open;
    private long _at;

    internal override string Key => $"{order} {height} {width} from {start} of {part.Member}";

    private int Size => checked(order switch { PixelOrder.Grey => 1, PixelOrder.PlanarUnit => 3 * sizeof(float), _ => 3 } * height * width);

    internal override string PositionOf(int record) => $"image {record}";

    internal override byte[] Fetch(int record)
    {
        byte[] bytes = new byte[Size];
        try { Read(start + ((long)record * Size), bytes); }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            _open?.Dispose();
            _open = null;
            throw new ImageFormatException($"{part.Name}, {PositionOf(record)}", null, $"damage: {failure.Message}", $"{Size} bytes");
        }
        return bytes;
    }

    internal override StoredFile Decode(string name, byte[] content) => new(order switch
    {
        PixelOrder.Planar => new RgbImage(height, width, content),
        PixelOrder.PlanarUnit => new RgbImage(height, width, Levels(name, content)),
        PixelOrder.Interleaved => RgbImage.FromInterleaved(height, width, content, channels: 3),
        _ => new RgbImage(height, width, [.. content, .. content, .. content]),
    }, format, content.Length);

    private static byte[] Levels(string name, byte[] content)
    {
        byte[] levels = new byte[content.Length / sizeof(float)];
        for (int i = 0; i < levels.Length; i++)
        {
            float value = BinaryPrimitives.ReadSingleLittleEndian(content.AsSpan(i * sizeof(float)));
            levels[i] = value is >= 0 and <= 1 ? (byte)MathF.Round(value * byte.MaxValue) : throw new ImageFormatException(name, i * sizeof(float), $"the value {value}", "one in [0, 1]");
        }
        return levels;
    }

    private void Read(long at, byte[] bytes)
    {
        if (_open is null || _at > at)
        {
            _open?.Dispose();
            (_open, _at) = (part.Open(), 0);
        }
        if (_open.CanSeek) { _open.Position = at; }
        else { Skip(_open, at - _at); }
        _open.ReadExactly(bytes);
        _at = at + bytes.Length;
        // A file that stays open could not be replaced.
        if (!_open.CanSeek) { return; }
        _open.Dispose();
        _open = null;
    }

    private static void Skip(Stream stream, long bytes)
    {
        byte[] passed = new byte[(int)Math.Min(bytes, 1 << 16)];
        while (bytes > 0)
        {
            int some = (int)Math.Min(bytes, passed.Length);
            stream.ReadExactly(passed, 0, some);
            bytes -= some;
        }
    }
}
