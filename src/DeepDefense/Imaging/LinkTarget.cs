namespace DeepDefense.Imaging;

/// <summary>What a path leads to. Sets are often folders of links, and .NET gives length and time of change of the link
/// itself.</summary>
internal static class LinkTarget
{
    /// <summary>The file at the end of all links, or the path's own where it is none; it need not exist.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    internal static FileInfo Of(string path)
    {
        FileInfo file = new(path);
        return file.ResolveLinkTarget(returnFinalTarget: true) is FileSystemInfo target ? new FileInfo(target.FullName) : file;
    }
}
