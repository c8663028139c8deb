using System.Text.Json;

namespace DeepDefense.Torch.Serialization;

/// <summary>A lock that one process holds at a time. The system frees it where the process is killed, so that what is left behind stops nobody on
/// its machine.</summary>
/// <remarks>The lock is an open file; who holds it stands beside it, in a file with <c>.json</c> behind the name, as nobody else can read the file itself. Not every
/// file system that machines share tells one machine of the locks of another: there the file beside decides.</remarks>
public sealed class FileLock : IDisposable
{
    // A file system without locks would give a new one for ever.
    private const int MostTries = 3;
    private readonly FileStream _held;
    private readonly string _holder;

    private FileLock(FileStream held, string holder) => (_held, _holder) = (held, holder);

    /// <summary>The file that says who holds a lock.</summary>
    /// <param name="path">The lock.</param>
    public static string HolderFileOf(string path) => path + ".json";

    /// <summary>Takes a lock, if nobody holds it.</summary>
    /// <param name="path">The file, which need not be there; its folder is.</param>
    /// <param name="time">The clock that says since when it is held.</param>
    /// <param name="mindsOtherMachines">Whether a holder on another machine counts also where the system gives the lock: it may be alive, or dead with its
    /// machine.</param>
    /// <returns>The lock, or null: another holds it.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static FileLock? TryTake(string path, TimeProvider time, bool mindsOtherMachines = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        if (TryOpen(path) is not { } held) { return null; }
        // The last holder may have deleted the file between our opening and locking it: then the name leads to another file.
        for (int tries = 0; tries < MostTries && TryOpen(path) is { } newer; tries++)
        {
            held.Dispose();
            held = newer;
        }
        FileLock taken = new(held, HolderFileOf(path));
        try
        {
            if (taken.Claim(LockHolder.Here(time), mindsOtherMachines)) { return taken; }
        }
        catch
        {
            taken.Dispose();
            throw;
        }
        held.Dispose();
        return null;
    }

    /// <summary>Whether nobody holds a lock, as far as the system knows; takes nothing.</summary>
    /// <param name="path">The file; it need not be there.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static bool IsFree(string path)
    {
        if (!File.Exists(path)) { return true; }
        using FileStream? free = TryOpen(path);
        return free is not null;
    }

    /// <summary>Who holds a lock, or null: it does not say, or there is none.</summary>
    /// <param name="path">The file.</param>
    public static LockHolder? HolderOf(string path)
    {
        try { return JsonSerializer.Deserialize<LockHolder>(File.ReadAllBytes(HolderFileOf(path))) is { Host: not null } holder ? holder : null; }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // it has the lock and has not said yet who it is
        }
    }

    /// <summary>Frees the lock, also where its folder can no longer be written; then the files stay, and stop nobody on this machine.</summary>
    public void Dispose()
    {
        AtomicFile.DeleteQuietly(_holder);
        // While it is held: another file of this name is another's.
        AtomicFile.DeleteQuietly(_held.Name);
        _held.Dispose();
    }

    private static FileStream? TryOpen(string path)
    {
        try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException) when (File.Exists(path)) { return null; }
    }

    private bool Claim(LockHolder here, bool mindsOtherMachines)
    {
        string text = JsonSerializer.Serialize(here);
        if (!mindsOtherMachines)
        {
            AtomicFile.WriteText(_holder, text);
            return true;
        }
        if (File.Exists(_holder) && HolderOf(_held.Name) is not { IsHere: true }) { return false; }
        File.Delete(_holder);
        // Only one machine can make a new file.
        try
        {
            using FileStream file = new(_holder, FileMode.CreateNew, FileAccess.Write);
            using StreamWriter writer = new(file);
            writer.Write(text);
            return true;
        }
        catch (IOException) when (File.Exists(_holder)) { return false; }
    }
}
