using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>A temporary file that nobody else sees and that is gone when the process is, whatever ends it.</summary>
internal static class ScratchFile
{
    private const int BufferSize = 1 << 16;

    /// <summary>Creates one. Where it may be mapped it stays readable after it is closed.</summary>
    /// <param name="bytes">How much will be written to it.</param>
    /// <exception cref="IOException">There is no room on the disk.</exception>
    internal static FileStream Create(long bytes)
    {
        string path = Path.Combine(Folder(), Path.GetRandomFileName());
        DiskSpace.Require(path, bytes);
        FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows()) { File.Delete(path); } // whoever holds it open has it still
        return file;
    }

    // /tmp is memory on many systems; /var/tmp is for what is large.
    private static string Folder() => Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } given ? given : Directory.Exists("/var/tmp") ? "/var/tmp" : Path.GetTempPath();
}
