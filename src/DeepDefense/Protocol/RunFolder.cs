using System.Text.Json;
using DeepDefense.Protocol.Planning;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Protocol;

/// <summary>One run as a folder: its configuration, what each finished stage found, and the files it wrote. A stage
/// that is finished is not computed again; a run that was stopped goes on in its folder.</summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>All that decides what the run computes.</summary>
    public const string ConfigurationFile = "config.json";

    /// <summary>What computed it.</summary>
    public const string EnvironmentFile = "environment.json";

    /// <summary>What it found; there once it is finished.</summary>
    public const string ResultsFile = "results.json";

    /// <summary>The page that shows it.</summary>
    public const string ReportFile = "report.html";

    internal const string StageFolder = "stages";
    internal const string LossFile = "metrics.jsonl";
    private readonly TimeProvider _time;
    private readonly Action<string>? _tell;
    private readonly FolderLock? _lock;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, double> _seconds = [];

    private RunFolder(string path, TimeProvider time, Action<string>? tell, FolderLock? taken, ProcessGroup group, CancellationToken cancellation) =>
        (Path, _time, _tell, _lock, Group, _cancellation) = (path, time, tell, taken, group, cancellation);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The ranks that work in it; the first writes.</summary>
    internal ProcessGroup Group { get; }

    /// <summary>What the clock of the run says.</summary>
    internal DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Seconds that each stage took, by name, in order.</summary>
    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    /// <summary>Opens a folder for a run, and keeps other processes out of it until it is disposed.</summary>
    /// <param name="path">The folder; made if missing.</param>
    /// <param name="configuration">All that decides what the run computes.</param>
    /// <param name="resume">Whether a run of the same configuration is gone on with.</param>
    /// <param name="time">The clock that stages are timed by.</param>
    /// <param name="tell">Told of each file that is damaged and made again, or gets another name, or null.</param>
    /// <param name="replace">Whether the files of a run that is not gone on with are deleted, and a person's decisions on it get other names;
    /// other files stay.</param>
    /// <param name="group">The ranks that work in it, with the same arguments; the first opens it for all. Null: this process alone.</param>
    /// <param name="cancellation">Stops waiting for other ranks.</param>
    /// <exception cref="RunException">The folder holds something else, or a run of another configuration.</exception>
    /// <exception cref="InvalidDataException">The configuration of the run to go on with is damaged.</exception>
    /// <exception cref="IOException">The folder cannot be written, or another process runs in it.</exception>
    public static RunFolder Open(string path, object configuration, bool resume, TimeProvider time, Action<string>? tell = null, bool replace = false,
        ProcessGroup? group = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(configuration);
        group ??= ProcessGroup.Alone;
        FolderLock? taken = group.IsFirst ? Take(path, configuration, resume, time, tell, replace) : null;
        group.RequireSame("a run to work on", JsonSerializer.Serialize(configuration), cancellation);
        return new RunFolder(path, time, tell, taken, group, cancellation);
    }

    private static FolderLock Take(string path, object configuration, bool resume, TimeProvider time, Action<string>? tell, bool replace)
    {
        FolderLock taken = FolderLock.Take(path, time);
        try
        {
            string wanted = JsonSerializer.Serialize(configuration, Json.Indented);
            if (IsUsed(path) && !(resume && GoesOn(path, wanted, replace)))
            {
                if (!replace) { throw new RunException($"{path} is not empty: give another --out, --resume to go on with the run in it, or --force to replace it"); }
                if (!IsRun(path)) { throw new RunException($"{path} holds other files and no run ({ConfigurationFile} of one is missing): --force replaces nothing else, give another --out"); }
                PlannedFiles.SetAside(path, tell);
                PlannedFiles.Delete(path);
            }
            AtomicFile.WriteText(System.IO.Path.Combine(path, ConfigurationFile), wanted);
            AtomicFile.DeleteLeftovers(path);
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Whether a folder is there and holds something, other than what a process left that was killed while it began.</summary>
    public static bool IsUsed(string path) => Directory.Exists(path)
        && Directory.EnumerateFileSystemEntries(path).Select(entry => System.IO.Path.GetFileName(entry)).Any(name => !FolderLock.Owns(name) && !AtomicFile.IsLeftover(name));

    // By its configuration, which is written first; one that is damaged may be of a run.
    private static bool IsRun(string path)
    {
        string file = System.IO.Path.Combine(path, ConfigurationFile);
        try
        {
            return File.Exists(file) && JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(file)) is { ValueKind: JsonValueKind.Object } configuration
                && configuration.TryGetProperty("command", out JsonElement command) && command.ValueKind == JsonValueKind.String;
        }
        catch (JsonException) { return true; }
    }

    /// <summary>Whether a run writes a file of this name.</summary>
    /// <param name="name">The file, relative to the run folder.</param>
    public static bool Owns(string name) => PlannedFiles.Own(name);

    /// <summary>The newest run of this configuration below a folder, or null.</summary>
    public static string? FindLatest(string parent, object configuration)
    {
        string wanted = JsonSerializer.Serialize(configuration, Json.Indented);
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent).OrderDescending(StringComparer.Ordinal)
                .FirstOrDefault(run => File.Exists(System.IO.Path.Combine(run, ConfigurationFile))
                    && File.ReadAllText(System.IO.Path.Combine(run, ConfigurationFile)) == wanted)
            : null;
    }

    /// <summary>A file of the run.</summary>
    public string FilePath(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Losses of all stages so far, those before a resume included.</summary>
    public IReadOnlyList<LossPoint> Losses() => LossLog.Read(FilePath(LossFile));

    /// <summary>Progress that is kept in the folder as well.</summary>
    /// <param name="progress">Told everything too, or null.</param>
    internal IProgress<StageProgress>? Recorded(IProgress<StageProgress>? progress) => Group.IsFirst ? new LossLog(FilePath(LossFile), progress) : progress;

    /// <summary>Lets other processes in.</summary>
    public void Dispose() => _lock?.Dispose();

    /// <summary>Computes a stage, unless it was finished before and what it left is whole. All ranks get what it found.</summary>
    /// <typeparam name="T">What it finds; kept as JSON.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="compute">Computes it, and writes its files, before it is counted as finished.</param>
    /// <param name="fits">Whether a result that was kept is one of this run, or null: any is.</param>
    /// <param name="isShared">Whether all ranks compute it together; else the first does, and the others wait. Default false.</param>
    /// <param name="files">Paths of the files that it writes.</param>
    public T Stage<T>(string name, Func<T> compute, Predicate<T>? fits = null, bool isShared = false, params IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(compute);
        StageFile kept = new(FilePath(System.IO.Path.Combine(StageFolder, name + ".json")), _tell);
        StageRecord<T>? finished = Group.IsFirst ? kept.TryRead(files, fits) : null;
        bool isFinished = FromFirst(finished) is not null;
        if (!isFinished && (isShared || Group.IsFirst))
        {
            long start = _time.GetTimestamp();
            T result = compute();
            if (Group.IsFirst) { finished = kept.Write(_time.GetElapsedTime(start).TotalSeconds, result, files); }
        }
        finished = FromFirst(finished)!;
        _seconds[name] = finished.Seconds;
        return finished.Result;
    }

    private StageRecord<T>? FromFirst<T>(StageRecord<T>? record)
    {
        string text = Group.FromFirst(Group is { Size: > 1, IsFirst: true } ? JsonSerializer.Serialize(record, Json.Indented) : "", _cancellation);
        return Group.IsFirst ? record : JsonSerializer.Deserialize<StageRecord<T>>(text, Json.Strict);
    }

    // A run that is to be replaced where it cannot be gone on with need not say why.
    private static bool GoesOn(string path, string wanted, bool replace)
    {
        string file = System.IO.Path.Combine(path, ConfigurationFile);
        string? found = File.Exists(file) ? File.ReadAllText(file) : null;
        if (found == wanted || replace) { return found == wanted; }
        if (found is null) { throw new RunException($"{path} holds no run: {ConfigurationFile} is missing"); }
        throw IsObject(found)
            ? new RunException($"{path} holds a run of another configuration: {FirstDifference(found, wanted)}")
            : new InvalidDataException($"{file} is damaged: expected the configuration of a run (a JSON object); --force begins the run anew");
    }

    private static bool IsObject(string text)
    {
        try { return JsonSerializer.Deserialize<JsonElement>(text) is { ValueKind: JsonValueKind.Object }; }
        catch (JsonException) { return false; }
    }

    private static string FirstDifference(string found, string wanted)
    {
        string[] before = found.Split('\n'), now = wanted.Split('\n');
        int line = Enumerable.Range(0, Math.Min(before.Length, now.Length)).FirstOrDefault(i => before[i] != now[i]);
        return $"it has {before[line].Trim()}, now asked is {now[line].Trim()}";
    }
}
