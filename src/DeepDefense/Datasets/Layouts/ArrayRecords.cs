using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>How the bytes of an image stand in an array.</summary>
internal enum PixelOrder
{
    /// <summary>(H, W, 3): red, green, blue, pixel by pixel.</summary>
    Interleaved,

    /// <summary>(3, H, W): a plane a colour.</summary>
    Planar,

    /// <summary>(H, W): grey, which becomes three equal bands.</summary>
    Grey,
}

/// <summary>Images of one size, uint8, one behind the other.</summary>
/// <param name="path">What messages call that in which they lie.</param>
/// <param name="format">What results call the format.</param>
/// <param name="open">Opens what they lie in; a stream that cannot seek is read from its beginning on.</param>
/// <param name="start">Where the first begins, in bytes.</param>
/// <param name="height">H, in pixels.</param>
/// <param name="width">W, in pixels.</param>
/// <param name="order">How their bytes stand.</param>
internal sealed class ArrayRecords(string path, string format, Func<Stream> open, long start, int height, int width, PixelOrder order) : RecordStore
{
    private Stream? _open;
    private long _at;

    internal override string Key => $"{order} {height} {width} from {start}";

    private int Size => (order == PixelOrder.Grey ? 1 : 3) * height * width;

    internal override string PositionOf(int record) => $"image {record}";

    internal override byte[] Fetch(int record)
    {
        byte[] bytes = new byte[Size];
        try { Read(start + ((long)record * Size), bytes); }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            _open?.Dispose();
            _open = null;
            throw new ImageFormatException($"{path}, {PositionOf(record)}", null, $"damage: {failure.Message}", $"{Size} bytes");
        }
        return bytes;
    }

    internal override StoredFile Decode(string name, byte[] content) => new(order switch
    {
        PixelOrder.Planar => new RgbImage(height, width, content),
        PixelOrder.Interleaved => RgbImage.FromInterleaved(height, width, content, channels: 3),
        _ => new RgbImage(height, width, [.. content, .. content, .. content]),
    }, format, content.Length);

    private void Read(long at, byte[] bytes)
    {
        if (_open is null || _at > at)
        {
            _open?.Dispose();
            (_open, _at) = (open(), 0);
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
