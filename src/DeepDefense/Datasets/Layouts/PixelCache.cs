using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeepDefense.Imaging;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Decoded images in files that are mapped: <c>KEY.pixels</c>, where the key is made of all that decides what
/// is in it. A file that is cut, damaged or of another kind is made again.</summary>
/// <remarks>4,096 bytes of header, little-endian: the name of the format (8 bytes), SHA-256 of all that follows it (32),
/// the key (32), H, W, the number of images and the length of the list at the end (int32 each); then the images, planar;
/// then the list of the files that are left out (JSON).</remarks>
/// <param name="folder">Where the files lie.</param>
internal sealed class PixelCache(string folder)
{
    private const int HeaderSize = 4096, HashedFrom = 8 + SHA256.HashSizeInBytes;
    private const int MostListBytes = 1 << 28;
    private static readonly byte[] Format = "DDPIXEL2"u8.ToArray();

    /// <summary>What decides the content: the files by path, size and time of change, and how they are read.</summary>
    /// <param name="files">The files, in the order of the images.</param>
    /// <param name="size">The size of the images in words, and whether others are resized to it.</param>
    /// <param name="skipBad">Whether bad files are left out.</param>
    internal static byte[] KeyOf(IReadOnlyList<LabeledFile> files, string size, bool skipBad)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{size} {skipBad}\n"));
        (string? path, string state) = (null, "");
        foreach (LabeledFile file in files)
        {
            // Of a file with many records the state is asked for once.
            if (file.Path != path) { (path, state) = (file.Path, StateOf(file.Path)); }
            string record = file.Store is null ? "" : $"{file.Store.Key} {file.Record}\n";
            hash.AppendData(Encoding.UTF8.GetBytes($"{state}\n{record}"));
        }
        return hash.GetHashAndReset();
    }

    private static string StateOf(string path)
    {
        FileInfo info = LinkTarget.Of(path);
        return $"{info.FullName}\0{(info.Exists ? $"{info.Length} {info.LastWriteTimeUtc.Ticks}" : "missing")}";
    }

    /// <summary>The images of a key, or null where there is no whole file of it, or one that lacks files which could not
    /// be read at the time.</summary>
    /// <param name="key">Of <see cref="KeyOf"/>.</param>
    /// <param name="files">How many files the key is of.</param>
    internal DecodedImages? Open(byte[] key, int files) =>
        Read(key, files) is { } images && images.Bad.All(file => file.IsDamaged) ? images : null;

    private DecodedImages? Read(byte[] key, int files)
    {
        string path = PathOf(key);
        if (!File.Exists(path)) { return null; }
        using FileStream file = File.OpenRead(path);
        byte[] header = new byte[HeaderSize];
        if (file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize
            || !header.AsSpan().StartsWith(Format) || !header.AsSpan(HashedFrom, key.Length).SequenceEqual(key))
        {
            return null;
        }
        (int height, int width, int count, int listBytes) = (Number(header, 0), Number(header, 1), Number(header, 2), Number(header, 3));
        bool isSound = height is >= 1 and <= ImageLimits.Side && width is >= 1 and <= ImageLimits.Side && (long)height * width <= ImageLimits.Pixels
            && count >= 1 && count <= files && listBytes is >= 0 and <= MostListBytes
            && file.Length == HeaderSize + (3L * height * width * count) + listBytes;
        if (!isSound || !HashOf(file).AsSpan().SequenceEqual(header.AsSpan(Format.Length, SHA256.HashSizeInBytes))) { return null; }
        file.Position = file.Length - listBytes;
        BadFile[] bad = JsonSerializer.Deserialize<BadFile[]>(file)!;
        return bad.Length == files - count && bad.All(entry => entry.Index >= 0 && entry.Index < files)
            ? new DecodedImages(height, width, MappedImages.Map(file, HeaderSize, count, 3 * height * width), bad)
            : null;
    }

    /// <summary>Writes the file of a key, whole or not at all, and opens it.</summary>
    /// <param name="key">Of <see cref="KeyOf"/>.</param>
    /// <param name="height">H of every image, in pixels.</param>
    /// <param name="width">W of every image, in pixels.</param>
    /// <param name="files">How many files the key is of.</param>
    /// <param name="write">Writes the images one after the other, and returns the files that are left out.</param>
    /// <returns>The images, or what is left out where nothing else is.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal DecodedImages Make(byte[] key, int height, int width, int files, Func<Stream, BadFile[]> write)
    {
        BadFile[] bad = [];
        DiskSpace.Require(PathOf(key), HeaderSize + (3L * height * width * files));
        AtomicFile.Write(PathOf(key), file =>
        {
            byte[] header = new byte[HeaderSize];
            file.Write(header);
            bad = write(file);
            long listAt = file.Position;
            JsonSerializer.Serialize(file, bad);
            int listBytes = checked((int)(file.Position - listAt));
            Format.CopyTo(header, 0);
            key.CopyTo(header, HashedFrom);
            int[] numbers = [height, width, files - bad.Length, listBytes];
            for (int i = 0; i < numbers.Length; i++) { BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(NumberAt(i)), numbers[i]); }
            Rewrite(file, header);
            HashOf(file).CopyTo(header, Format.Length);
            Rewrite(file, header);
        });
        return bad.Length == files
            ? new DecodedImages(height, width, [], bad)
            : Read(key, files) ?? throw new IOException($"{PathOf(key)} is not what was written to it: is the disk sound?");
    }

    private string PathOf(byte[] key) => Path.Combine(folder, $"{Convert.ToHexStringLower(key)}.pixels");

    private static byte[] HashOf(Stream file)
    {
        file.Position = HashedFrom;
        return SHA256.HashData(file);
    }

    private static void Rewrite(Stream file, byte[] header)
    {
        file.Position = 0;
        file.Write(header);
    }

    private static int NumberAt(int index) => HashedFrom + SHA256.HashSizeInBytes + (sizeof(int) * index);

    private static int Number(byte[] header, int index) => BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(NumberAt(index)));
}
