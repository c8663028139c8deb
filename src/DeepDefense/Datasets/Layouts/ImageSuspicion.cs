using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Whether a file that no layout reads is or may hold images, and why.</summary>
internal static class ImageSuspicion
{
    private const string AppleDouble = "._";

    private static readonly HashSet<string> UnreadImages = new(StringComparer.OrdinalIgnoreCase)
    {
        ".tif", ".tiff", ".avif", ".avifs", ".heic", ".heif", ".jxl", ".jp2", ".j2k", ".jpx", ".jpf", ".pfm", ".pam", ".tga", ".ico", ".pcx",
        ".psd", ".exr", ".hdr", ".dds", ".dng", ".cr2", ".nef", ".arw", ".sgi", ".ras", ".svg", ".xbm", ".xpm", ".qoi",
    };

    private static readonly HashSet<string> Containers = new(StringComparer.OrdinalIgnoreCase)
    {
        ".zip", ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".parquet", ".arrow", ".feather", ".npy", ".npz", ".h5", ".hdf5",
        ".tfrecord", ".tfrecords", ".rec", ".beton", ".pkl", ".pickle", ".pt", ".pth", ".mdb", ".lmdb", ".mat", ".bin", ".mp4", ".avi", ".mov", ".mkv", ".webm",
    };

    /// <summary>Why a file named so is not read, or null: its ending is none of an image that is not read.</summary>
    internal static string? OfEnding(string path) => UnreadImages.Contains(Path.GetExtension(path))
        ? $"an image of a kind that is not read ({Path.GetExtension(path)}): save it as PNG"
        : null;

    /// <summary>Why a file may hold images that nobody reads, or null: it holds none, as far as name and first bytes tell.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layout">What messages call the layout that does not read it.</param>
    internal static string? Of(string path, string layout)
    {
        byte[] begin;
        try
        {
            begin = BeginningOf(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"a file that cannot be opened: {failure.Message}";
        }
        string name = Path.GetFileName(path);
        if (name.StartsWith(AppleDouble, StringComparison.Ordinal) && ImageFiles.IsNamed(name) && ImageSignature.OfUnread(begin) == nameof(AppleDouble))
        {
            return "macOS's notes on a file (AppleDouble), no image: remove it";
        }
        return ImageFiles.IsNamed(name) ? $"an image in a place where the layout ({layout}) has none: no class is known for it" : OfContent(name, begin);
    }

    /// <summary>Why what is not named as an image may be or hold some, or null: it does not, as far as name and first bytes tell.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="begin">Its first bytes, <see cref="ImageSignature.Length"/> where there are as many.</param>
    internal static string? OfContent(string name, ReadOnlySpan<byte> begin)
    {
        if (OfEnding(name) is { } unread) { return unread; }
        if (Containers.Contains(Path.GetExtension(name))) { return $"an archive or array ({Path.GetExtension(name)}) that may hold images and is not opened"; }
        return ImageSignature.OfNameless(begin) is { } format and not nameof(AppleDouble) ? $"a {format} by its first bytes, without the ending of an image: rename it"
            : IsContainer(begin) ? "an archive or array by its first bytes, which may hold images and is not opened"
            : null;
    }

    // Zip, gzip, bzip2, xz, Zstandard, 7z, RAR, NumPy, HDF5, Parquet, Arrow, Python's pickle of protocol 2 and newer, MNIST's images.
    private static bool IsContainer(ReadOnlySpan<byte> begin) => begin is
        [(byte)'P', (byte)'K', 3, 4, ..] or [0x1F, 0x8B, 8, ..] or [(byte)'B', (byte)'Z', (byte)'h', ..] or [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..]
        or [0x28, 0xB5, 0x2F, 0xFD, ..] or [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] or [(byte)'R', (byte)'a', (byte)'r', (byte)'!', ..]
        or [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] or [0x89, (byte)'H', (byte)'D', (byte)'F', ..] or [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..]
        or [(byte)'A', (byte)'R', (byte)'R', (byte)'O', (byte)'W', (byte)'1', ..] or [0x80, >= 2 and <= 5, ..] or [0, 0, 8, 3, ..];

    private static byte[] BeginningOf(string path)
    {
        // A pipe or a device has no length either; to open it might never return.
        if (LinkTarget.Of(path) is not { Exists: true, Length: > 0 }) { return []; }
        using FileStream file = File.OpenRead(path);
        byte[] begin = new byte[ImageSignature.Length];
        return begin[..file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false)];
    }
}
