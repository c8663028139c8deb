namespace DeepDefense.Datasets.Layouts;

/// <summary>Files of a set that hold many images each.</summary>
internal static class PackedFiles
{
    /// <summary>Those under a folder with an ending, by their paths inside it; hidden ones, and those in hidden folders, are left out.</summary>
    internal static IEnumerable<string> In(string folder, string ending) => FolderTree.Of(folder).Files
        .Where(file => IsNamed(file, ending) && !file.Split('/').Any(part => part.StartsWith('.')));

    /// <summary>Whether a file has an ending, in whatever case it is written.</summary>
    internal static bool IsNamed(string path, string ending) => Path.GetExtension(path).Equals(ending, StringComparison.OrdinalIgnoreCase);
}
