using System.Text.RegularExpressions;
using DeepDefense.Datasets;
using DeepDefense.Protocol;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Paths;

/// <summary>The folder that a labelled set is written to. A set that is there is replaced whole: images of two sets in one folder
/// would be read as one.</summary>
internal static partial class SetFolder
{
    /// <summary>Refuses a folder that holds something, or, where it may be replaced, something else than a set that this program wrote.</summary>
    /// <exception cref="UsageException">It does.</exception>
    internal static void RequireFree(NamedPath folder, bool replaces)
    {
        if (!RunFolder.IsUsed(folder.Path)) { return; }
        if (!replaces) { throw new UsageException($"{folder}: is not empty; give a new or empty folder, or {CommonOptions.Replacement} to replace the set in it"); }
        string? stranger = Files(folder.Path).FirstOrDefault(file => !IsOurs(folder.Path, file));
        if (stranger is not null)
        {
            throw new UsageException($"{folder}: holds {stranger}, which poison, data convert and data clean do not write; {CommonOptions.Replacement} replaces nothing else than what they wrote: delete the folder yourself, or give another");
        }
    }

    /// <summary>Empties a folder that was found free to be written, and looks for room. Called when nothing can be refused any more.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="parts">The images that it will have; compressed they take less.</param>
    /// <exception cref="IOException">There is too little room, or it cannot be emptied.</exception>
    internal static void Make(string path, IEnumerable<LabeledImages> parts)
    {
        DiskSpace.Require(path, parts.Sum(images => 3L * images.Height * images.Width * images.Count));
        if (!Directory.Exists(path)) { return; }
        foreach (string file in Files(path).Where(file => IsOurs(path, file)).ToArray()) { File.Delete(file); }
        foreach (string folder in Directory.GetDirectories(path, "*", SearchOption.AllDirectories).OrderByDescending(folder => folder.Length))
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any()) { Directory.Delete(folder); }
        }
    }

    private static IEnumerable<string> Files(string path) => Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories);

    // What is written, and what a process that was killed while it wrote left.
    private static bool IsOurs(string folder, string file) => AtomicFile.IsLeftover(Path.GetFileName(file)) || Written().IsMatch(Name(folder, file));

    private static string Name(string folder, string file) => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');

    // CIFAR's files, Parquet, tars, arrays, numbered images of a class or of a table, and what says which are poisoned.
    [GeneratedRegex(@"^(poison\.json|manifest\.csv|class_names\.txt|batches\.meta\.txt|test_batch\.bin|data_batch_[0-9]+\.bin"
        + @"|(train|test)(-00000-of-00001\.parquet|-[0-9]{6}\.tar|_(images|labels)\.npy|/metadata\.csv|/([^/]+/)?[0-9]{5,10}\.png))$")]
    private static partial Regex Written();
}
