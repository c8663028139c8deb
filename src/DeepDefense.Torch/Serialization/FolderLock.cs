namespace DeepDefense.Torch.Serialization;

/// <summary>Keeps other processes out of a folder for as long as it lives. The system frees it where the process is killed, so
/// that what is left behind stops nobody.</summary>
/// <remarks>The lock is <c>.lock</c> in the folder: <see cref="FileLock"/>.</remarks>
public sealed class FolderLock : IDisposable
{
    private const string LockName = ".lock";
    private readonly FileLock _held;

    private FolderLock(FileLock held) => _held = held;

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
        return new FolderLock(FileLock.TryTake(LockOf(folder), time) ?? throw Refusal(folder));
    }

    /// <summary>Refuses a folder that another holds; takes nothing.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <exception cref="FolderInUseException">Another holds it, which the message names.</exception>
    public static void RequireFree(string folder)
    {
        if (!FileLock.IsFree(LockOf(folder))) { throw Refusal(folder); }
    }

    /// <summary>Whether a file of a folder is there for the lock, and no part of what the folder holds.</summary>
    /// <param name="name">Its name, without the folder.</param>
    public static bool Owns(string name) => name == LockName || name == FileLock.HolderFileOf(LockName);

    /// <summary>Frees the folder, also one that can no longer be written; then the files stay, and stop nobody.</summary>
    public void Dispose() => _held.Dispose();

    private static string LockOf(string folder) => Path.Combine(folder, LockName);

    private static FolderInUseException Refusal(string folder) =>
        new($"{folder} is in use by {FileLock.HolderOf(LockOf(folder))?.ToString() ?? "another process"}: wait for it, or end it");
}
