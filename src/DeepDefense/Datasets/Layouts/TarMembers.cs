using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>The members of one tar, image and class joined by their key: the name up to the first dot behind the last slash.</summary>
/// <param name="path">The tar.</param>
/// <param name="labelField">Where a class stands in JSON.</param>
/// <param name="bad">Takes members that are no good, and those that are not read.</param>
/// <param name="cancellation">Stops the reading.</param>
internal sealed class TarMembers(string path, string labelField, BadEntries bad, CancellationToken cancellation)
{
    private const string Class = ".cls", Json = ".json";
    private const int MostClass = 64, MostJson = 1 << 20, MostName = 4096;
    private static readonly byte[] NoMore = new byte[512];

    private readonly FileSlices _images = new(path);
    private readonly Dictionary<string, string> _classes = new(StringComparer.Ordinal);
    private readonly List<(string Key, string Name, int Record)> _found = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Whether the first members of a tar are images with classes; only a few are looked at.</summary>
    internal static bool HoldsClasses(string path)
    {
        try { return Walk(path).Take(16).Any(entry => entry.Name.EndsWith(Class, StringComparison.OrdinalIgnoreCase) || entry.Name.EndsWith(Json, StringComparison.OrdinalIgnoreCase)); }
        catch (DatasetException) { return false; }
    }

    /// <summary>The images, in their order.</summary>
    /// <param name="root">The folder of the set.</param>
    /// <param name="isTest">Whether they are there to test on.</param>
    /// <param name="classCount">Classes are numbers below it; null: numbers or names.</param>
    /// <exception cref="DatasetException">It is no tar, or damaged.</exception>
    internal IEnumerable<LabeledEntry> Images(string root, bool isTest, int? classCount)
    {
        foreach (TarEntry entry in Walk(path))
        {
            cancellation.ThrowIfCancellationRequested();
            Take(entry);
        }
        string file = Path.GetRelativePath(root, path).Replace('\\', '/');
        foreach ((string key, string name, int record) in _found)
        {
            string position = _images.PositionOf(record);
            string? label = _classes.GetValueOrDefault(key);
            if (ClassLabels.IsNone(label) || (classCount is int count && !(int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < count)))
            {
                bad.Add(new DatasetException(path, position, label is null ? "no class" : $"the class '{Excerpt.OfName(label)}'", classCount is null ? $"{key}{Class} with its class" : $"a number from 0 to {classCount - 1}"));
                continue;
            }
            yield return new LabeledEntry(new LabeledFile(path, $"{file}:{name}", 0) { Store = _images, Record = record }, label!, isTest, position);
        }
    }

    private void Take(TarEntry entry)
    {
        if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes) { return; }
        string name = entry.Name;
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
        {
            bad.LeaveOut(path, $"member {Excerpt.OfName(name)}: {entry.EntryType}, no file: links and devices are not followed");
            return;
        }
        if (name.Length is 0 or > MostName || name.Any(char.IsControl) || Path.IsPathRooted(name) || name.Split('/', '\\').Contains(".."))
        {
            bad.Add(new DatasetException(path, $"member {Excerpt.OfName(name)}", "a name that leads out of the tar, or none", "one that stays below it"));
            return;
        }
        if (!_seen.Add(name)) { bad.Add(new DatasetException(path, $"member {Excerpt.OfName(name)}", "the same name again", "one member a name")); return; }
        int dot = name.IndexOf('.', name.LastIndexOf('/') + 1);
        (string key, string ending) = dot < 0 ? (name, "") : (name[..dot], name[dot..].ToLowerInvariant());
        if (ending == Class) { Keep(key, name, Content(entry, MostClass)?.Trim()); }
        else if (ending == Json && LabelOf(entry) is { } label) { Keep(key, name, label); }
        else if (ImageFiles.IsNamed(name)) { _found.Add((key, name, _images.Add(name, entry.DataOffset, entry.Length))); }
        else if (ImageSuspicion.OfContent(name, BeginningOf(entry)) is { } reason) { bad.LeaveOut(path, $"member {Excerpt.OfName(name)}: {reason}"); }
    }

    private static byte[] BeginningOf(TarEntry entry)
    {
        if (entry.DataStream is not { } stream) { return []; }
        stream.Position = 0; // JSON was read
        byte[] begin = new byte[ImageSignature.Length];
        return begin[..stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false)];
    }

    private void Keep(string key, string name, string? label)
    {
        if (label is null || (_classes.TryGetValue(key, out string? other) && other != label))
        {
            bad.Add(new DatasetException(path, $"member {Excerpt.OfName(name)}", label is null ? "no text" : $"another class than {Excerpt.OfName(_classes[key])}", $"one class an image, in at most {MostClass} bytes"));
            return;
        }
        _classes[key] = label;
    }

    private string? LabelOf(TarEntry entry)
    {
        if (Content(entry, MostJson) is not { } text) { return null; }
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(labelField, out JsonElement label) ? JsonLabel.Of(label) : null;
        }
        catch (JsonException) { return null; } // who has JSON for something else has the class elsewhere; an image without one is named
    }

    private static string? Content(TarEntry entry, int most)
    {
        if (entry.Length > most || entry.DataStream is not { } stream) { return null; }
        byte[] bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private static IEnumerable<TarEntry> Walk(string path)
    {
        using FileStream file = File.OpenRead(path);
        using TarReader reader = new(file, leaveOpen: true);
        while (Next(reader, path, file) is { } entry) { yield return entry; }
        byte[] end = new byte[NoMore.Length];
        // A tar that is cut between members has no two empty blocks at its end.
        file.Position = Math.Max(file.Length - end.Length, 0);
        if (file.Length < end.Length || file.ReadAtLeast(end, end.Length, throwOnEndOfStream: false) < end.Length || !end.AsSpan().SequenceEqual(NoMore))
        {
            throw new DatasetException(path, "the end", "no empty blocks", "two, as every tar ends: is the file whole?");
        }
    }

    private static TarEntry? Next(TarReader reader, string path, FileStream file)
    {
        try
        {
            TarEntry? entry = reader.GetNextEntry();
            return entry is null || entry.Length <= 0 || (entry.DataOffset >= 0 && entry.Length <= file.Length - entry.DataOffset)
                ? entry
                : throw new DatasetException(path, $"member {Excerpt.OfName(entry.Name)}", $"{entry.Length} bytes", $"at most the {file.Length} of the file: is it whole?");
        }
        catch (Exception failure) when (failure is InvalidDataException or FormatException or EndOfStreamException or OverflowException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new DatasetException(path, null, $"no tar, or a damaged one ({failure.Message})", "a tar as WebDataset has it, not compressed");
        }
    }
}
