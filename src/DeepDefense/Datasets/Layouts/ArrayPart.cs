using System.IO.Compression;
using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>A file of an array, or such a file in an archive.</summary>
/// <param name="Path">The file on disk.</param>
/// <param name="Name">What messages call it.</param>
/// <param name="Member">Which member of the archive it is; empty: the whole file.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Stored">Bytes that it takes on disk.</param>
/// <param name="Open">Opens it at its beginning.</param>
internal sealed record ArrayPart(string Path, string Name, string Member, long Length, long Stored, Func<Stream> Open)
{
    /// <summary>A file.</summary>
    internal static ArrayPart OfFile(string path) => LinkTarget.Of(path) is { Exists: true } file
        ? new ArrayPart(path, path, "", file.Length, file.Length, () => File.OpenRead(path))
        : throw new DatasetException(path, null, "nothing", "an array");

    /// <summary>A member of a zip archive; as it is read, the archive is open.</summary>
    /// <exception cref="DatasetException">It is not there once, or is encrypted.</exception>
    internal static ArrayPart OfMember(string archive, string member)
    {
        using ZipArchive zip = ZipFile.OpenRead(archive);
        ZipArchiveEntry[] entries = [.. zip.Entries.Where(entry => entry.FullName == member)];
        string name = $"{archive}/{member}";
        return entries is [{ IsEncrypted: false } entry]
            ? new ArrayPart(archive, name, member, entry.Length, entry.CompressedLength, () => Opened(archive, member))
            : throw new DatasetException(archive, member, $"{entries.Length} members of that name, or an encrypted one", "one");
    }

    private static MemberStream Opened(string archive, string member)
    {
        try { return new MemberStream(archive, member); }
        catch (InvalidDataException failure) { throw new DatasetException(archive, member, $"damage: {failure.Message}", "a member of a zip archive"); }
    }

    // Closes the archive with the member.
    private sealed class MemberStream : Stream
    {
        private readonly ZipArchive _zip;
        private readonly Stream _member;

        internal MemberStream(string archive, string member)
        {
            _zip = ZipFile.OpenRead(archive);
            try { _member = _zip.GetEntry(member)!.Open(); }
            catch (InvalidDataException)
            {
                _zip.Dispose();
                throw;
            }
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => _member.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => _member.Read(buffer);

        public override void Flush() => _member.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _member.Dispose();
                _zip.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
