namespace DeepDefense.Torch.Serialization;

/// <summary>Where a path leads to, whatever links and spellings are on the way. Hard links need no care: a file is written
/// beside and renamed, so that its other names keep what they had.</summary>
public static class RealPath
{
    private const int MostLinks = 40;
    private static readonly StringComparison Case = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>The path without links; it need not exist.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        int links = 0;
        return Path.TrimEndingDirectorySeparator(Resolve(Path.GetFullPath(path), ref links));
    }

    /// <summary>Whether two real paths are the same.</summary>
    public static bool Same(string one, string other) => string.Equals(one, other, Case);

    /// <summary>Whether a real path lies below another.</summary>
    public static bool IsInside(string path, string folder)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(folder);
        return path.Length > folder.Length && path.StartsWith(folder, Case) && (Path.EndsInDirectorySeparator(folder) || path[folder.Length] == Path.DirectorySeparatorChar);
    }

    private static string Resolve(string whole, ref int links)
    {
        string real = Path.GetPathRoot(whole)!;
        foreach (string part in whole[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Path.Combine(real, part);
            if (new FileInfo(name).LinkTarget is not string target) { real = name; }
            else if (++links > MostLinks) { throw new IOException($"{whole}: more than {MostLinks} links, one leading to the next"); }
            else { real = Resolve(Path.GetFullPath(target, real), ref links); }
        }
        return real;
    }
}
