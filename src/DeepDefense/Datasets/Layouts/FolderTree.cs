using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>The files under a folder, sub-folders, hidden ones and links included, as Python's <c>os.walk</c> finds them for torchvision: folder
/// by folder in the ordinal order of their paths, the folder itself first, and by name in each.</summary>
/// <param name="Files">Paths inside the folder, with <c>/</c>.</param>
/// <param name="Closed">What is there and cannot be entered or opened, with the reason.</param>
internal sealed record FolderTree(IReadOnlyList<string> Files, IReadOnlyList<SkippedFile> Closed)
{
    // Linux follows 40 links; no set is that deep.
    private const int Deepest = 40;

    /// <summary>Walks the folder; each folder is entered once, whatever links lead to it, so that no circle of links has an end to wait for.</summary>
    internal static FolderTree Of(string top)
    {
        Walk walk = new();
        walk.Enter(top, "", depth: 0);
        return new FolderTree(
            [.. walk.Folders.OrderBy(folder => folder.Inside, StringComparer.Ordinal)
                .SelectMany(folder => folder.Names.Select(name => Join(folder.Inside, name)))],
            walk.Closed);
    }

    /// <summary>Whether .NET shows a name that it cannot open: bytes that are not UTF-8 come as U+FFFD.</summary>
    internal static bool IsNoUtf8(string path) => path.Contains('\uFFFD', StringComparison.Ordinal) && !Path.Exists(path);

    private static string Join(string inside, string name) => inside.Length == 0 ? name : $"{inside}/{name}";

    private sealed class Walk
    {
        private readonly HashSet<string> _entered = new(StringComparer.Ordinal);

        internal List<(string Inside, string[] Names)> Folders { get; } = [];

        internal List<SkippedFile> Closed { get; } = [];

        internal void Enter(string folder, string inside, int depth)
        {
            if (Refusal(folder, depth) is { } reason)
            {
                Closed.Add(new SkippedFile(folder, reason));
                return;
            }
            if (!_entered.Add(RealPath.Of(folder))) { return; }
            string[] names, folders;
            try
            {
                names = [.. Names(Directory.EnumerateFiles(folder))];
                folders = [.. Names(Directory.EnumerateDirectories(folder))];
            }
            catch (Exception failure) when (depth > 0 && failure is IOException or UnauthorizedAccessException)
            {
                Closed.Add(new SkippedFile(folder, $"a folder that cannot be opened: {failure.Message}"));
                return;
            }
            ILookup<bool, string> byName = names.ToLookup(name => IsNoUtf8(Path.Combine(folder, name)));
            Closed.AddRange(byName[true].Select(name => new SkippedFile(Path.Combine(folder, name), NoUtf8("file"))));
            Folders.Add((inside, [.. byName[false]]));
            foreach (string name in folders) { Enter(Path.Combine(folder, name), Join(inside, name), depth + 1); }
        }

        private static string? Refusal(string folder, int depth) =>
            IsNoUtf8(folder) ? NoUtf8("folder")
            : depth > Deepest ? $"a folder below {Deepest} others: put it higher"
            : depth > 0 && new FileInfo(folder).LinkTarget is not null && IsAround(folder) ? "a link to a folder around it, which has no end: remove it"
            : null;

        private static bool IsAround(string link)
        {
            (string to, string from) = (RealPath.Of(link), RealPath.Of(Path.GetDirectoryName(link)!));
            return RealPath.Same(from, to) || RealPath.IsInside(from, to);
        }

        private static IEnumerable<string> Names(IEnumerable<string> paths) => paths.Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal);

        private static string NoUtf8(string what) => $"a {what} whose name is not UTF-8 and cannot be opened: rename it";
    }
}
