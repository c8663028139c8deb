using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>A temporary file that nobody else sees. On Unix it is gone when the process is, whatever ends it, and stays readable where it is mapped; on Windows it is removed when it is
/// closed, unless it is mapped: then it is left to the cleaning of the folder.</summary>
internal static class ScratchFile
{
    private const int BufferSize = 1 << 16;

    /// <summary>Creates one for decoded images.</summary>
    /// <param name="bytes">How much will be written to it.</param>
    /// <exception cref="IOException">There is no room on the disk, or no folder that can be written; the message says what to do.</exception>
    internal static FileStream Create(long bytes)
    {
        string folder = Folder();
        try
        {
            string path = Path.Combine(folder, Path.GetRandomFileName());
            DiskSpace.Require(path, bytes);
            FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows()) { File.Delete(path); } // whoever holds it open has it still
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{bytes} bytes of decoded images are more than is held in memory, and {folder} does not take them: {e.Message}; set TMPDIR, use --cache FOLDER on another disk, or a smaller --image-size", e);
        }
    }

    /// <summary>Where it lies.</summary>
    // /tmp is memory on many systems; /var/tmp is for what is large.
    internal static string Folder() => !OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("TMPDIR") is not { Length: > 0 } && Directory.Exists("/var/tmp") ? "/var/tmp" : Path.GetTempPath();
}
