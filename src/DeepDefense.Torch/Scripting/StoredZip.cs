using System.Buffers.Binary;
using System.Text;

namespace DeepDefense.Torch.Scripting;

/// <summary>Writes a zip archive as PyTorch does: nothing compressed, every content at a multiple of 64 bytes so that it can be
/// mapped, the same time for all, so that equal contents give equal files. Up to 4 GiB.</summary>
internal sealed class StoredZip : IDisposable
{
    private const int Alignment = 64, LocalLength = 30, CentralLength = 46, EndLength = 22, ExtraLength = 4;
    private const uint LocalSignature = 0x04034B50, CentralSignature = 0x02014B50, EndSignature = 0x06054B50;
    private const ushort Version = 20, Utf8Names = 0x800, FirstOfJanuary1980 = 0x21, Padding = 0x4246; // "FB", as PyTorch calls it

    private readonly Stream _to;
    private readonly long _start;
    private readonly List<(byte[] Name, long At, uint Checksum, uint Length)> _entries = [];

    /// <summary>Begins an archive.</summary>
    /// <param name="to">Where it goes, from its position on; it can seek, and stays open.</param>
    internal StoredZip(Stream to) => (_to, _start) = (to, to.Position);

    /// <summary>Adds an entry.</summary>
    internal void Add(string name, ReadOnlySpan<byte> content)
    {
        Begin(name, content.Length);
        _to.Write(content);
        End(Crc32.Append(0, content), content.Length);
    }

    /// <summary>Adds an entry that is read as it is written.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">At least as long as said.</param>
    /// <param name="length">Bytes to take.</param>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    internal void Add(string name, Stream content, long length)
    {
        Begin(name, length);
        byte[] buffer = new byte[1 << 18];
        uint checksum = 0;
        for (long left = length; left > 0;)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            content.ReadExactly(part);
            checksum = Crc32.Append(checksum, part);
            _to.Write(part);
            left -= part.Length;
        }
        End(checksum, length);
    }

    /// <summary>Writes the directory, without which there is no archive.</summary>
    public void Dispose()
    {
        long directory = _to.Position - _start;
        Span<byte> header = stackalloc byte[CentralLength];
        foreach ((byte[] name, long at, uint checksum, uint length) in _entries)
        {
            header.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(header, CentralSignature);
            BinaryPrimitives.WriteUInt16LittleEndian(header[4..], Version);
            Common(header[6..], name, checksum, length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[42..], checked((uint)at));
            _to.Write(header);
            _to.Write(name);
        }
        Span<byte> end = stackalloc byte[EndLength];
        end.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, EndSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], checked((ushort)_entries.Count));
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], checked((ushort)_entries.Count));
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], checked((uint)(_to.Position - _start - directory)));
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], checked((uint)directory));
        _to.Write(end);
    }

    // What the local and the central header have in common.
    private static void Common(Span<byte> header, byte[] name, uint checksum, uint length)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(header, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], Ascii.IsValid(name) ? (ushort)0 : Utf8Names);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], FirstOfJanuary1980);
        BinaryPrimitives.WriteUInt32LittleEndian(header[10..], checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(header[14..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[18..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], checked((ushort)name.Length));
    }

    // The checksum is set when it is known.
    private void Begin(string name, long length)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        long at = _to.Position - _start;
        int padding = (int)(-(at + LocalLength + bytes.Length + ExtraLength) & (Alignment - 1));
        Span<byte> header = stackalloc byte[LocalLength];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, LocalSignature);
        Common(header[4..], bytes, 0, checked((uint)length));
        BinaryPrimitives.WriteUInt16LittleEndian(header[28..], (ushort)(ExtraLength + padding));
        _to.Write(header);
        _to.Write(bytes);
        Span<byte> extra = stackalloc byte[ExtraLength + Alignment];
        extra.Fill((byte)'Z');
        BinaryPrimitives.WriteUInt16LittleEndian(extra, Padding);
        BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], (ushort)padding);
        _to.Write(extra[..(ExtraLength + padding)]);
        _entries.Add((bytes, at, 0, checked((uint)length)));
    }

    private void End(uint checksum, long length)
    {
        (byte[] name, long at, _, _) = _entries[^1];
        _entries[^1] = (name, at, checksum, checked((uint)length));
        long here = _to.Position;
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, checksum);
        _to.Position = _start + at + 14;
        _to.Write(bytes);
        _to.Position = here;
    }
}
