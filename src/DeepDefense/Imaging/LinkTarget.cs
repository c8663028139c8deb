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

    /// <summary>The path of what is there without any link in it, or the full path itself where nothing is there.</summary>
    internal static string RealPath(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        // The system has gone through all links to find it, so that they do not go round in a circle.
        if (!Path.Exists(full) || Path.GetDirectoryName(full) is not { } folder) { return full; }
        string real = Path.Combine(RealPath(folder), Path.GetFileName(full));
        return new FileInfo(real).LinkTarget is { } target ? RealPath(Path.Combine(Path.GetDirectoryName(real)!, target)) : real;
    }
}
