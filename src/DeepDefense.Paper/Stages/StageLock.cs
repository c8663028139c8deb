using DeepDefense.Torch.Serialization;

namespace DeepDefense.Paper.Stages;

/// <summary>Lets one process at a time do what others would do too, on this machine and on those that share its file system. Who comes later waits.</summary>
/// <param name="time">The clock that says since when.</param>
/// <param name="tell">Told of each holder that is waited for, or null.</param>
/// <param name="cancellation">Stops the waiting.</param>
public sealed class StageLock(TimeProvider time, Action<string>? tell, CancellationToken cancellation)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    /// <summary>Takes a lock, and waits for it where another process holds it. What a dead process of this machine left is taken over; of one of another machine nobody
    /// here knows whether it lives, and the talk says what to delete if it does not.</summary>
    /// <param name="path">The lock's file; missing folders are made.</param>
    /// <param name="what">What is done under it, in words.</param>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public FileLock Take(string path, string what)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        for (string? told = null; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (FileLock.TryTake(path, time, mindsOtherMachines: true) is { } taken) { return taken; }
            string waiting = Waiting(path, what);
            if (waiting != told) { tell?.Invoke(told = waiting); }
            Task.Delay(Pause, time, cancellation).GetAwaiter().GetResult();
        }
    }

    private static string Waiting(string path, string what)
    {
        LockHolder? holder = FileLock.HolderOf(path);
        string advice = holder is { IsHere: true } ? "" : $"; if that process is no more, delete {FileLock.HolderFileOf(path)}";
        return $"waiting for {what}, which {holder?.ToString() ?? "another process"} is at{advice}";
    }
}
