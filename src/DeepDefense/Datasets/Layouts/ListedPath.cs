namespace DeepDefense.Datasets.Layouts;

/// <summary>Paths that a set lists: they may come from anywhere, and lead nowhere but below the folder of the list.</summary>
internal static class ListedPath
{
    /// <summary>A path as it is compared: <c>./a.png</c> is the same file as <c>a.png</c>.</summary>
    internal static string Plain(string path)
    {
        string file = path.Replace('\\', '/');
        return Path.IsPathRooted(file) ? file : string.Join('/', file.Split('/').Where(part => part is not ("" or ".")));
    }

    /// <summary>What is wrong with a plain path, or null.</summary>
    /// <param name="file">The path.</param>
    /// <param name="root">The folder of the list.</param>
    internal static (string Found, string Expected)? FaultOf(string file, string root)
    {
        if (file.Length == 0 || file.Any(char.IsControl)) { return ("no path", "the path of an image"); }
        if (Path.IsPathRooted(file) || file.Split('/').Contains(".."))
        {
            return ($"the path {file}", "a path below the folder of what lists it: put that above the images");
        }
        return File.Exists(Path.Combine(root, file)) ? null : ($"the path {file}, where no file is found", "the path of an image");
    }
}
