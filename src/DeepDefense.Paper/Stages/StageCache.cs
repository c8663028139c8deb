using System.Security.Cryptography;
using System.Text.Json;
using DeepDefense.Protocol;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Paper.Stages;

/// <summary>Keeps what stages computed, each by the hash of its inputs: tables share victims and detectors, a stage whose
/// inputs did not change is not computed again, and a stopped run goes on. Processes that share the folder, on one machine or several, share the work: a stage that
/// another computes is waited for.</summary>
/// <param name="folder">Where it is kept.</param>
/// <param name="time">The clock that stages are timed by.</param>
/// <param name="computes">Whether what is missing is computed. Default true.</param>
/// <param name="tell">Told of each file that is damaged and made again, and of each process that is waited for, or null.</param>
/// <param name="cancellation">Stops the waiting.</param>
public sealed class StageCache(string folder, TimeProvider time, bool computes = true, Action<string>? tell = null, CancellationToken cancellation = default)
{
    private const int KeyLength = 16;

    // Raised when a change of the code changes what stages compute.
    private const int Version = 1;

    private readonly StageLock _locks = new(time, tell, cancellation);

    /// <summary>A result that fits into JSON.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="stage">What kind of stage it is.</param>
    /// <param name="inputs">All that decides the result.</param>
    /// <param name="compute">Computes it.</param>
    /// <exception cref="StageMissingException">It is missing, and nothing is to be computed.</exception>
    public Cached<T> Value<T>(string stage, object inputs, Func<T> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return Kept(stage, inputs, compute, []);
    }

    /// <summary>A network, kept as a file.</summary>
    /// <param name="stage">What kind of stage it is.</param>
    /// <param name="inputs">All that decides the result.</param>
    /// <param name="make">Given the path of the file, and that of a state to resume from, makes the file. A state that is
    /// left, in one file or in several that begin alike, is deleted afterwards.</param>
    public Cached<string> Model(string stage, object inputs, Action<string, string> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        (_, string path) = Place(stage, inputs, ".safetensors");
        string state = path + ".checkpoint";
        Cached<bool> made = Kept(stage, inputs, () =>
        {
            make(path, state);
            Checkpoint.Delete(state);
            return true;
        }, path);
        return new Cached<string>(path, made.Key, made.Seconds);
    }

    private Cached<T> Kept<T>(string stage, object inputs, Func<T> compute, params IReadOnlyList<string> files)
    {
        (string key, string path) = Place(stage, inputs, ".json");
        StageFile kept = new(path, tell);
        // What is damaged is told of once, by the one that makes it again.
        StageRecord<T>? finished = Finished(computes ? new StageFile(path) : kept);
        if (finished is null)
        {
            if (!computes) { throw new StageMissingException(stage); }
            using FileLock held = _locks.Take(Path.ChangeExtension(path, ".lock"), $"stage {stage}");
            finished = Finished(kept);
            if (finished is null)
            {
                (T result, double spent) = Timed(path + ".seconds", compute);
                finished = kept.Write(spent, result, files);
            }
        }
        return new Cached<T>(finished.Result, key, finished.Seconds);

        // A network may have been removed to save room.
        StageRecord<T>? Finished(StageFile file) => files.All(File.Exists) ? file.TryRead<T>(files) : null;
    }

    // A stage that is stopped leaves the time that it took, for the one that goes on.
    private (T Result, double Seconds) Timed<T>(string spentFile, Func<T> compute)
    {
        double before = SpentBefore(spentFile);
        long start = time.GetTimestamp();
        double Spent() => before + time.GetElapsedTime(start).TotalSeconds;
        try
        {
            T result = compute();
            File.Delete(spentFile);
            return (result, Spent());
        }
        catch (OperationCanceledException)
        {
            AtomicFile.WriteText(spentFile, JsonSerializer.Serialize(Spent()));
            throw;
        }
    }

    private double SpentBefore(string file)
    {
        if (!File.Exists(file)) { return 0; }
        try { return JsonSerializer.Deserialize<double>(File.ReadAllBytes(file)); }
        catch (JsonException)
        {
            tell?.Invoke($"{file} is damaged: the time that the stage took before is not counted");
            return 0;
        }
    }

    private (string Key, string Path) Place(string stage, object inputs, string extension)
    {
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(new { Version, Stage = stage, Inputs = inputs }, Json.Indented);
        string key = Convert.ToHexStringLower(SHA256.HashData(content))[..KeyLength];
        return (key, Path.Combine(folder, $"{stage}-{key}{extension}"));
    }
}
