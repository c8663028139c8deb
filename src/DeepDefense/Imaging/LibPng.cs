using System.Runtime.InteropServices;
using System.Text;

namespace DeepDefense.Imaging;

/// <summary>The simplified interface of libpng 1.6 (<c>png.h</c>, section "SIMPLIFIED API").</summary>
internal static unsafe partial class LibPng
{
    private const string File = "libpng16.so.16";

    internal static readonly SystemLibrary Library = new(File, "libpng16-16");

    /// <summary><c>PNG_IMAGE_VERSION</c>.</summary>
    internal const uint ImageVersion = 1;

    /// <summary><c>PNG_FORMAT_RGB</c>: 3 bytes a pixel.</summary>
    internal const uint FormatRgb = 0x02;

    /// <summary><c>PNG_FORMAT_RGBA</c>: 4 bytes a pixel, alpha not multiplied in.</summary>
    internal const uint FormatRgba = 0x03;

    /// <summary><c>PNG_IMAGE_FLAG_16BIT_sRGB</c>: 16-bit samples are not linear unless the file says so.</summary>
    internal const uint FlagSixteenBitIsSrgb = 0x04;

    [LibraryImport(File, EntryPoint = "png_image_begin_read_from_memory")]
    internal static partial int BeginRead(ref Image image, void* memory, nuint size);

    [LibraryImport(File, EntryPoint = "png_image_finish_read")]
    internal static partial int FinishRead(ref Image image, void* background, void* buffer, int rowStride,
        void* colormap);

    [LibraryImport(File, EntryPoint = "png_image_write_to_memory")]
    internal static partial int Write(ref Image image, void* memory, ref nuint size, int convertToEightBit,
        void* buffer, int rowStride, void* colormap);

    [LibraryImport(File, EntryPoint = "png_image_free")]
    internal static partial void Free(ref Image image);

    /// <summary><c>png_image</c>, field by field.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Image
    {
        internal void* Opaque;
        internal uint Version;
        internal uint Width;
        internal uint Height;
        internal uint Format;
        internal uint Flags;
        internal uint ColormapEntries;
        internal uint WarningOrError;
        private fixed byte _message[64];

        /// <summary>What libpng says of the last error.</summary>
        internal readonly string Message
        {
            get
            {
                fixed (byte* start = _message)
                {
                    return Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(start));
                }
            }
        }
    }
}
