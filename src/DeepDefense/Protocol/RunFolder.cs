using System.Text.Json;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Protocol;

/// <summary>One run as a folder: its configuration, what each finished stage found, and the files it wrote. A stage
/// that is finished is not computed again; a run that was stopped goes on in its folder.</summary>
public sealed class RunFolder
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
    private readonly Dictionary<string, double> _seconds = [];

    private RunFolder(string path, TimeProvider time) => (Path, _time) = (path, time);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What the clock of the run says.</summary>
    internal DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Seconds that each stage took, by name, in order.</summary>
    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    /// <summary>Opens a folder for a run.</summary>
    /// <param name="path">The folder; made if missing.</param>
    /// <param name="configuration">All that decides what the run computes.</param>
    /// <param name="resume">Whether a run of the same configuration is gone on with.</param>
    /// <param name="time">The clock that stages are timed by.</param>
    /// <exception cref="RunException">The folder holds something else, or a run of another configuration.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static RunFolder Open(string path, object configuration, bool resume, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(configuration);
        string file = System.IO.Path.Combine(path, ConfigurationFile);
        string wanted = JsonSerializer.Serialize(configuration, Json.Indented);
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            if (!resume) { throw new RunException($"{path} is not empty: give another --out, or --resume to go on with the run in it"); }
            string found = File.Exists(file) ? File.ReadAllText(file) : throw new RunException($"{path} holds no run: {ConfigurationFile} is missing");
            if (found != wanted) { throw new RunException($"{path} holds a run of another configuration: {FirstDifference(found, wanted)}"); }
        }
        AtomicFile.WriteText(file, wanted);
        return new RunFolder(path, time);
    }

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
    internal IProgress<StageProgress> Recorded(IProgress<StageProgress>? progress) => new LossLog(FilePath(LossFile), progress);

    /// <summary>Computes a stage, unless it was finished before.</summary>
    /// <typeparam name="T">What it finds; kept as JSON.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="compute">Computes it, and writes its files, before it is counted as finished.</param>
    public T Stage<T>(string name, Func<T> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        string file = FilePath(System.IO.Path.Combine(StageFolder, name + ".json"));
        Finished<T>? finished = Read<T>(file);
        if (finished is null)
        {
            long start = _time.GetTimestamp();
            T result = compute();
            finished = new Finished<T>(_time.GetElapsedTime(start).TotalSeconds, result);
            AtomicFile.WriteText(file, JsonSerializer.Serialize(finished, Json.Indented));
        }
        _seconds[name] = finished.Seconds;
        return finished.Result;
    }

    // What is damaged, or of another version, is computed again.
    private static Finished<T>? Read<T>(string file)
    {
        if (!File.Exists(file)) { return null; }
        try { return JsonSerializer.Deserialize<Finished<T>>(File.ReadAllText(file), Json.Indented); }
        catch (JsonException) { return null; }
    }

    private static string FirstDifference(string found, string wanted)
    {
        string[] before = found.Split('\n'), now = wanted.Split('\n');
        int line = Enumerable.Range(0, Math.Min(before.Length, now.Length)).FirstOrDefault(i => before[i] != now[i]);
        return $"it has {before[line].Trim()}, now asked is {now[line].Trim()}";
    }

    private sealed record Finished<T>(double Seconds, T Result);
}
