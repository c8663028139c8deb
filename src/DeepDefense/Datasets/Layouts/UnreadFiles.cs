using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>What lies in a data set, is or may be an image, and is not read: whoever trains on the set may well read it.</summary>
internal static class UnreadFiles
{
    /// <summary>Walks the set once and takes off what was read.</summary>
    /// <param name="root">The folder of the set.</param>
    /// <param name="layout">What messages call the layout.</param>
    /// <param name="read">The files that the layout reads or has refused already.</param>
    /// <param name="aside">A folder of images without classes that are there to test on, and may be read or not; null: none.</param>
    /// <returns>The files in the ordinal order of their paths, each with the reason.</returns>
    internal static IReadOnlyList<SkippedFile> Of(string root, string layout, IEnumerable<string> read, string? aside = null)
    {
        string top = Path.GetFullPath(root);
        HashSet<string> known = new(read.Select(Path.GetFullPath), StringComparer.Ordinal);
        FolderTree tree = FolderTree.Of(top);
        List<SkippedFile> unread = [];
        foreach (string file in tree.Files)
        {
            string path = Path.GetFullPath(file, top);
            bool isAside = aside is not null && file.StartsWith($"{aside}/", StringComparison.Ordinal);
            if (!isAside && !known.Contains(path) && ImageSuspicion.Of(path, layout) is { } reason) { unread.Add(new SkippedFile(path, reason)); }
        }
        return [.. WithoutLinked(unread, known).Concat(tree.Closed).OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => file with { Path = Path.Combine(root, Path.GetRelativePath(top, file.Path)) })];
    }

    // A class folder may be made of links to files elsewhere in the set.
    private static IEnumerable<SkippedFile> WithoutLinked(List<SkippedFile> unread, HashSet<string> known)
    {
        if (unread.Count == 0) { return unread; }
        Dictionary<string, string> folders = new(StringComparer.Ordinal);
        HashSet<string> real = new(known.Select(Real), StringComparer.Ordinal);
        return unread.Where(file => !real.Contains(Real(file.Path)));

        // The folder's path is found once for all files in it.
        string Real(string path)
        {
            string folder = Path.GetDirectoryName(path)!;
            if (!folders.TryGetValue(folder, out string? realFolder)) { folders[folder] = realFolder = RealPath.Of(folder); }
            string own = Path.Combine(realFolder, Path.GetFileName(path));
            if (new FileInfo(path).LinkTarget is null) { return own; }
            try { return RealPath.Of(path); }
            catch (IOException) { return own; } // A link that leads round in a circle is a file of its own.
        }
    }
}
