using System.Text;
using System.Text.Json;
using DeepDefense.Datasets;

namespace DeepDefense.Review;

/// <summary>Each action as a line of a file, on the disk before it counts: a process that is killed loses none. The first line says of which
/// set they are.</summary>
internal sealed class DecisionJournal : IDisposable
{
    private const long MostBytes = 256L << 20;
    private static readonly JsonSerializerOptions Line = new(Json.Strict) { WriteIndented = false, MaxDepth = 8 };
    private readonly FileStream _file;
    private long _length; // what counts; more is of a write that failed

    private DecisionJournal(FileStream file) => _file = file;

    /// <summary>Opens the journal of a set, or begins it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="data">The set.</param>
    /// <param name="replay">Gets the actions of an earlier session, in order; false where one cannot be.</param>
    /// <exception cref="DatasetException">The file is no journal, or of another set.</exception>
    internal static DecisionJournal Open(string path, ReviewedData data, Func<ReviewAction, bool> replay)
    {
        DecisionJournal journal = new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0)); // what is buffered would be written later, though it failed
        try
        {
            if (journal._file.Length > MostBytes) { throw new DatasetException(path, null, $"{journal._file.Length} bytes", $"at most {MostBytes}"); }
            byte[] bytes = new byte[journal._file.Length];
            journal._file.ReadExactly(bytes);
            // What follows the last end of a line was cut by the end of the process, and was never answered.
            int whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
            journal._length = whole;
            if (whole == 0) { journal.Append(data); }
            else { Replay(path, Encoding.UTF8.GetString(bytes, 0, whole - 1).Split('\n'), data, replay); }
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Adds a line, and returns once it is on the disk.</summary>
    /// <exception cref="IOException">It cannot be written; the journal stays as it was.</exception>
    internal void Append<T>(T entry)
    {
        byte[] line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entry, Line) + "\n");
        try
        {
            CutBack();
            _file.Position = _length;
            _file.Write(line);
            _file.Flush(flushToDisk: true);
            _length += line.Length;
        }
        catch (IOException)
        {
            // Where this cannot be done either, the next line or the next session does it before it writes.
            try { CutBack(); }
            catch (IOException) { }
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private void CutBack()
    {
        if (_file.Length != _length) { _file.SetLength(_length); }
    }

    private static void Replay(string path, string[] lines, ReviewedData data, Func<ReviewAction, bool> replay)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                if (i == 0)
                {
                    ReviewedData? written = JsonSerializer.Deserialize<ReviewedData>(lines[0], Line);
                    if (written == data) { continue; }
                    if (written is not null && written with { ScanSha256 = data.ScanSha256 } == data)
                    {
                        throw new DatasetException(path, "line 1", $"decisions on another {ReviewedData.ScanFile} (SHA-256 {written.ScanSha256})", $"those on the one beside it ({data.ScanSha256}); move the journal away to begin anew, or put the {ReviewedData.ScanFile} back that it is of");
                    }
                    throw new DatasetException(path, "line 1", "decisions of another training set, or of this one before it changed", $"{data.Images} images with the hash {data.Sha256}; move the file away to begin anew");
                }
                if (JsonSerializer.Deserialize<ReviewAction>(lines[i], Line) is not { } action || !replay(action)) { throw new JsonException(); }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new DatasetException(path, $"line {i + 1}", "another line", "an action on images of this review; move the file away to begin anew");
            }
        }
    }
}
