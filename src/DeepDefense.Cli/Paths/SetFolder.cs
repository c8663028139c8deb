using DeepDefense.Datasets;
using DeepDefense.Protocol;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Paths;

/// <summary>The folder that a labelled set is written to. A set that is there is replaced whole: images of two sets in one folder
/// would be read as one.</summary>
internal static class SetFolder
{
    // What poison and data convert write.
    private static readonly string[] Extensions = [".png", ".bin", ".txt", ".csv", ".json"];

    /// <summary>Refuses a folder that holds something, or, where it may be replaced, something that is no part of a set.</summary>
    /// <exception cref="UsageException">It does.</exception>
    internal static void RequireFree(NamedPath folder, bool replaces)
    {
        if (!RunFolder.IsUsed(folder.Path)) { return; }
        if (!replaces) { throw new UsageException($"{folder}: is not empty; give a new or empty folder, or {CommonOptions.Replacement} to replace the set in it"); }
        string? stranger = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).FirstOrDefault(file => !Extensions.Contains(Path.GetExtension(file)));
        if (stranger is not null) { throw new UsageException($"{folder}: holds {stranger}, which is no part of a data set; {CommonOptions.Replacement} replaces nothing else"); }
    }

    /// <summary>Empties a folder that was found free to be written, and looks for room.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="parts">The images that it will have; compressed they take less.</param>
    /// <exception cref="IOException">There is too little room, or it cannot be emptied.</exception>
    internal static void Make(string path, IEnumerable<LabeledImages> parts)
    {
        DiskSpace.Require(path, parts.Sum(images => 3L * images.Height * images.Width * images.Count));
        if (!Directory.Exists(path)) { return; }
        foreach (string folder in Directory.GetDirectories(path)) { Directory.Delete(folder, recursive: true); }
        foreach (string file in Directory.GetFiles(path)) { File.Delete(file); }
    }
}
