namespace DeepDefense.Datasets.Layouts;

/// <summary>A file to read that is opened where it is read and closed by <see cref="Release"/>, as often as is wanted: one that stays open could not be replaced, and thousands
/// of them would be more than a process may have.</summary>
/// <param name="path">The file.</param>
internal sealed class ReopenedFile(string path) : Stream
{
    private FileStream? _file;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => Opened.Length;

    public override long Position { get => Opened.Position; set => Opened.Position = value; }

    private FileStream Opened => _file ??= new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read) { Position = _position };

    /// <summary>Closes the file until it is read again, from the same place on.</summary>
    internal void Release()
    {
        _position = _file?.Position ?? _position;
        _file?.Dispose();
        _file = null;
    }

    public override int Read(byte[] buffer, int offset, int count) => Opened.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => Opened.Read(buffer);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Opened.ReadAsync(buffer, offset, count, cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Opened.ReadAsync(buffer, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => Opened.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) { Release(); }
        base.Dispose(disposing);
    }
}
