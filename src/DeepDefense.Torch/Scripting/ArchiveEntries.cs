using System.Globalization;
using System.IO.Compression;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>The entries of an archive of PyTorch, by their names without its root folder; bounded before anything is read.</summary>
internal sealed class ArchiveEntries : IDisposable
{
    /// <summary>What an archive may hold unpacked: it is given to libtorch as one array.</summary>
    internal const long MostBytes = 2_000_000_000;

    private const int MostEntries = 60_000, MostRatio = 200;
    private const long SmallEntry = 1 << 20;

    private readonly ZipArchive _zip;
    private readonly string _path;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private ArchiveEntries(ZipArchive zip, string path) => (_zip, _path) = (zip, path);

    /// <summary>The names of the code.</summary>
    internal IEnumerable<string> Code => _entries.Keys.Where(name => name.StartsWith(ScriptSource.Folder, StringComparison.Ordinal)
        && name.EndsWith(ScriptSource.Extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>Opens an archive.</summary>
    /// <exception cref="ModelFormatException">It is damaged, too large, or names entries twice or outside of itself.</exception>
    internal static ArchiveEntries Open(string path)
    {
        ZipArchive zip = ZipFile.OpenRead(path);
        ArchiveEntries entries = new(zip, path);
        try
        {
            entries.List();
            return entries;
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    /// <summary>The length of an entry, or null: there is none.</summary>
    internal long? Length(string name) => _entries.TryGetValue(name, out ZipArchiveEntry? entry) ? entry.Length : null;

    /// <summary>The bytes of an entry, or null: there is none.</summary>
    /// <exception cref="ModelFormatException">It is longer than it may be, or damaged.</exception>
    internal byte[]? Read(string name, long most)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry)) { return null; }
        if (entry.Length > most) { throw new ModelFormatException(_path, $"entry {name}", $"{entry.Length} bytes", $"at most {most}"); }
        byte[] bytes = new byte[entry.Length];
        Use(name, stream =>
        {
            stream.ReadExactly(bytes);
            if (stream.ReadByte() >= 0) { throw new ModelFormatException(_path, $"entry {name}", $"more than the {bytes.Length} bytes that the directory says", "as many"); }
        });
        return bytes;
    }

    /// <summary>Reads an entry that is there, of exactly so many bytes, and checks its sum.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    internal void Fill(string name, Span<byte> bytes)
    {
        try
        {
            using Stream stream = _entries[name].Open();
            stream.ReadExactly(bytes);
            if (Crc32.Append(0, bytes) == _entries[name].Crc32) { return; }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException) { throw new ModelFormatException($"{_path}: entry {name}: damaged: {e.Message}", e); }
        throw Refusal($"entry {name}", "bytes of another checksum", "those that were written: copy or download the file again");
    }

    /// <summary>Refuses an archive whose numbers have their bytes in another order.</summary>
    internal void RequireLittleEndian()
    {
        if (Read("byteorder", SmallEntry) is not (null or [(byte)'l', ..])) { throw Refusal("entry byteorder", "another order than little", "little, as processors of today have it"); }
    }

    /// <summary>Opens an entry that is there.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    internal void Use(string name, Action<Stream> use)
    {
        try
        {
            using Stream stream = _entries[name].Open();
            use(stream);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException) { throw new ModelFormatException($"{_path}: entry {name}: damaged: {e.Message}", e); }
    }

    public void Dispose() => _zip.Dispose();

    private void List()
    {
        if (_zip.Entries.Count > MostEntries) { throw Refusal("zip directory", $"{_zip.Entries.Count} entries", $"at most {MostEntries}"); }
        string root = "";
        foreach (string name in _zip.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith("/data.pkl", StringComparison.Ordinal) && name.Count(c => c == '/') == 1))
        {
            if (root.Length > 0 && name != root + "data.pkl") { throw Refusal("zip directory", "two models, by their data.pkl", "one"); }
            root = name[..^"data.pkl".Length];
        }
        if (root.Length == 0) { throw Refusal("zip directory", "no <name>/data.pkl", "a model of torch.jit.save or torch.save"); }
        long total = 0;
        foreach (ZipArchiveEntry entry in _zip.Entries) { total = Add(entry, root, total); }
    }

    private long Add(ZipArchiveEntry entry, string root, long total)
    {
        string shown = entry.FullName.Length > 100 ? entry.FullName[..100] + "..." : entry.FullName;
        if (!entry.FullName.StartsWith(root, StringComparison.Ordinal) || !entry.FullName.All(c => c is >= ' ' and <= '~' and not '\\' || c > 0xA0)
            || entry.FullName.Split('/').Any(part => part is ".." or "." or ""))
        {
            throw Refusal("zip directory", $"the name '{new string([.. shown.Select(c => char.IsControl(c) ? '?' : c)])}'", $"names inside {root}");
        }
        if (entry.IsEncrypted) { throw Refusal($"entry {shown}", "encrypted content", "plain content"); }
        if (entry.Length > SmallEntry && entry.Length / MostRatio > entry.CompressedLength) { throw Refusal($"entry {shown}", $"{entry.CompressedLength} bytes that unpack to {entry.Length}", $"at most {MostRatio} times as many"); }
        total += entry.Length;
        if (entry.Length < 0 || total > MostBytes) { throw Refusal("zip directory", "more than 2 GB unpacked", string.Create(CultureInfo.InvariantCulture, $"at most {MostBytes:N0} bytes")); }
        string name = entry.FullName[root.Length..];
        if (!_entries.TryAdd(name, entry)) { throw Refusal($"entry {shown}", "two of that name", "one"); }
        return total;
    }

    private ModelFormatException Refusal(string place, string found, string expected) => new(_path, place, found, expected);
}
