using System.Runtime.InteropServices;

namespace DeepDefense.Imaging;

/// <summary>The decoder of libjpeg-turbo's TurboJPEG interface (<c>turbojpeg.h</c>, version 2).</summary>
internal static partial class TurboJpeg
{
    private const string File = "libturbojpeg.so.0";

    internal static readonly SystemLibrary Library = new(File, "libturbojpeg0");

    /// <summary><c>TJPF_RGB</c>.</summary>
    internal const int PixelFormatRgb = 0;

    /// <summary><c>TJFLAG_ACCURATEDCT</c>: the integer transform that libjpeg has as its default.</summary>
    internal const int FlagAccurateDct = 4096;

    /// <summary><c>TJFLAG_LIMITSCANS</c>: a progressive file of very many scans attacks the reader's time.</summary>
    internal const int FlagLimitScans = 32768;

    [LibraryImport(File, EntryPoint = "tjInitDecompress")]
    internal static partial Decompressor InitDecompress();

    [LibraryImport(File, EntryPoint = "tjDecompressHeader3")]
    internal static partial int DecompressHeader(Decompressor decompressor, ReadOnlySpan<byte> file, CULong size,
        out int width, out int height, out int subsampling, out int colorspace);

    [LibraryImport(File, EntryPoint = "tjDecompress2")]
    internal static partial int Decompress(Decompressor decompressor, ReadOnlySpan<byte> file, CULong size,
        Span<byte> pixels, int width, int pitch, int height, int pixelFormat, int flags);

    [LibraryImport(File, EntryPoint = "tjGetErrorStr2")]
    private static partial nint GetErrorText(Decompressor decompressor);

    [LibraryImport(File, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint decompressor);

    /// <summary>What TurboJPEG says of the last error.</summary>
    internal static string ErrorText(Decompressor decompressor) =>
        Marshal.PtrToStringUTF8(GetErrorText(decompressor)) ?? "no message";

    /// <summary>Owns a <c>tjhandle</c>.</summary>
    internal sealed class Decompressor() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => Destroy(handle) == 0;
    }
}
