namespace DeepDefense.Torch.Serialization;

/// <summary>Room on the disk that a file or folder is to be written to.</summary>
public static class DiskSpace
{
    /// <summary>Refuses what will not fit.</summary>
    /// <param name="path">The file or folder; it need not exist.</param>
    /// <param name="bytes">How many bytes it will have at least.</param>
    /// <exception cref="IOException">There is less room; the message says how much is needed and free.</exception>
    public static void Require(string path, long bytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string place = Path.GetFullPath(path);
        while (!Directory.Exists(place) && Path.GetDirectoryName(place) is { } above) { place = above; }
        DriveInfo disk = new(place);
        // Of some places the system knows no size.
        if (disk.TotalSize > 0 && disk.AvailableFreeSpace < bytes)
        {
            throw new IOException($"cannot write {path}: it needs {bytes} bytes, and {disk.AvailableFreeSpace} are free on its disk");
        }
    }
}
