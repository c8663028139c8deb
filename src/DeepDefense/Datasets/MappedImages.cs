using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace DeepDefense.Datasets;

/// <summary>Images of one size, one after the other in a file that is mapped and never copied. Of a set larger than the
/// memory only what was read last is resident.</summary>
/// <remarks>The mapping lasts as long as the process: a span cannot keep its owner alive, and a page that goes while it
/// is read ends the process. It costs address space, not memory. The file must not be cut while it is mapped; whoever
/// replaces it by renaming does no harm.</remarks>
internal sealed unsafe partial class MappedImages
{
    // A window is what one ReadOnlyMemory can span.
    private const int WindowBytes = 1 << 30;

    // After so many bytes the pages are let go. They come back from the system's cache, or from the disk.
    private const long ResidentBytes = 32L << 20;

    private const int DontNeed = 4; // MADV_DONTNEED: of a mapped file the content stays.

    private readonly byte* _start;
    private readonly ulong _length;
    private readonly int _imageSize;
    private long _touched;

    private MappedImages(byte* start, ulong length, int imageSize)
    {
        _start = start;
        _length = length;
        _imageSize = imageSize;
    }

    /// <summary>Maps a file.</summary>
    /// <param name="file">The file; closed afterwards, the mapping stays.</param>
    /// <param name="offset">Where the first image begins.</param>
    /// <param name="count">How many there are; the file is long enough, and not empty.</param>
    /// <param name="imageSize">Bytes of one.</param>
    internal static ReadOnlyMemory<byte>[] Map(FileStream file, long offset, int count, int imageSize)
    {
        using MemoryMappedFile mapping = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor view = mapping.CreateViewAccessor(0, file.Length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start); // Never released, so never unmapped.
        MappedImages owner = new(start, (ulong)file.Length, imageSize);
        ReadOnlyMemory<byte>[] images = new ReadOnlyMemory<byte>[count];
        int perWindow = Math.Max(WindowBytes / imageSize, 1);
        for (int first = 0; first < count; first += perWindow)
        {
            int inWindow = Math.Min(perWindow, count - first);
            Window window = new(owner, start + offset + ((long)first * imageSize), inWindow * imageSize);
            for (int i = 0; i < inWindow; i++) { images[first + i] = window.Memory.Slice(i * imageSize, imageSize); }
        }
        return images;
    }

    // Pages of images that somebody still reads are only read again.
    private void TouchOne()
    {
        if (Interlocked.Add(ref _touched, _imageSize) < ResidentBytes) { return; }
        Interlocked.Exchange(ref _touched, 0);
        if (OperatingSystem.IsWindows()) { return; } // it lets pages go by itself
        _ = Advise((nint)_start, (nuint)_length, DontNeed);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    private sealed class Window(MappedImages owner, byte* start, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan()
        {
            owner.TouchOne();
            return new Span<byte>(start, length);
        }

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
