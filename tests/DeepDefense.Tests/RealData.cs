namespace DeepDefense.Tests;

/// <summary>The real data sets, which are not part of the repository.</summary>
internal static class RealData
{
    /// <summary>The folder of the environment variable DEEPDEFENSE_DATA, or shared/data beside the repository; null
    /// where there is none.</summary>
    public static string? Root { get; } = Find();

    private static string? Find()
    {
        string? folder = Environment.GetEnvironmentVariable("DEEPDEFENSE_DATA");
        if (string.IsNullOrEmpty(folder) && RepositoryRoot() is { } root)
        {
            folder = Path.GetFullPath(Path.Combine(root, "..", "shared", "data"));
        }
        return Directory.Exists(folder) ? folder : null;
    }

    /// <summary>The folder of the repository that the tests run in, or null.</summary>
    internal static string? RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DeepDefense.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder;
    }
}
