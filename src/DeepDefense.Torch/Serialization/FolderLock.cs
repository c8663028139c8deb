using System.Globalization;
using System.Text.Json;

namespace DeepDefense.Torch.Serialization;

/// <summary>Keeps other processes out of a folder for as long as it lives. The system frees it where the process is killed, so
/// that what is left behind stops nobody.</summary>
/// <remarks>The lock is an open file, <c>.lock</c>; who holds it stands beside it, as nobody else can read the file itself.</remarks>
public sealed class FolderLock : IDisposable
{
    private const string LockName = ".lock", HolderName = ".lock.json";

    // A file system without locks would give a new one for ever.
    private const int MostTries = 3;
    private readonly string _folder;
    private readonly FileStream _held;

    private FolderLock(string folder, FileStream held) => (_folder, _held) = (folder, held);

    /// <summary>Takes the lock; the folder is made if it is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="time">The clock that says since when it is held.</param>
    /// <exception cref="FolderInUseException">Another holds it, which the message names.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static FolderLock Take(string folder, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(time);
        Directory.CreateDirectory(folder);
        FileStream held = TryOpen(folder) ?? throw new FolderInUseException(Refusal(folder));
        // The last holder may have deleted the file between our opening and locking it: then the name leads to another file.
        for (int tries = 0; tries < MostTries && TryOpen(folder) is { } newer; tries++)
        {
            held.Dispose();
            held = newer;
        }
        Holder holder = new(Environment.ProcessId, Environment.MachineName, time.GetUtcNow());
        FolderLock taken = new(folder, held);
        try { AtomicFile.WriteText(Path.Combine(folder, HolderName), JsonSerializer.Serialize(holder)); }
        catch
        {
            taken.Dispose();
            throw;
        }
        return taken;
    }

    /// <summary>Refuses a folder that another holds; takes nothing.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <exception cref="FolderInUseException">Another holds it, which the message names.</exception>
    public static void RequireFree(string folder)
    {
        if (!File.Exists(Path.Combine(folder, LockName))) { return; }
        using FileStream free = TryOpen(folder) ?? throw new FolderInUseException(Refusal(folder));
    }

    /// <summary>Whether a file of a folder is there for the lock, and no part of what the folder holds.</summary>
    /// <param name="name">Its name, without the folder.</param>
    public static bool Owns(string name) => name is LockName or HolderName;

    /// <summary>Frees the folder, also one that can no longer be written; then the files stay, and stop nobody.</summary>
    public void Dispose()
    {
        AtomicFile.DeleteQuietly(Path.Combine(_folder, HolderName));
        // While it is held: another file of this name is another's.
        AtomicFile.DeleteQuietly(_held.Name);
        _held.Dispose();
    }

    private static FileStream? TryOpen(string folder)
    {
        string path = Path.Combine(folder, LockName);
        try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException) when (File.Exists(path)) { return null; }
    }

    private static string Refusal(string folder)
    {
        string file = Path.Combine(folder, HolderName), by = "another process";
        try
        {
            if (JsonSerializer.Deserialize<Holder>(File.ReadAllBytes(file)) is { Host: { } host } holder)
            {
                by = string.Create(CultureInfo.InvariantCulture, $"process {holder.Process} on {host} since {holder.Since:yyyy-MM-dd HH:mm:ss} UTC");
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // The holder has the lock and has not said yet who it is.
        }
        return $"{folder} is in use by {by}: wait for it, or give another --out";
    }

    private sealed record Holder(int Process, string? Host, DateTimeOffset Since);
}
