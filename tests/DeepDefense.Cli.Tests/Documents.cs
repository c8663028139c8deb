namespace DeepDefense.Cli.Tests;

/// <summary>The documents of the repository.</summary>
internal static class Documents
{
    /// <summary>A file of the repository, by its path in it.</summary>
    internal static string PathOf(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DeepDefense.slnx"))) { folder = folder.Parent; }
        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("no DeepDefense.slnx above the tests"), name);
    }
}
