using DeepDefense.Datasets.Layouts;
using DeepDefense.Imaging;

namespace DeepDefense.Datasets;

/// <summary>Writes data sets as folders of PNGs.</summary>
public static class ImageFolder
{
    private const int LongestName = 100;

    /// <summary>Writes <c>train/&lt;class&gt;/&lt;index&gt;.png</c> and <c>test/...</c>, replacing files of those
    /// names; the index is the image's position in its set. Read again, the images are the same, but sorted by class
    /// name. Characters of a class name that could leave the folder or trouble a file system become <c>_</c>.</summary>
    /// <param name="folder">Where to; made if missing.</param>
    /// <param name="dataset">The images.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="ArgumentException">Two classes have the same name on disk.</exception>
    /// <exception cref="IOException">A file cannot be written, or images of another set are there already.</exception>
    public static void Save(string folder, Dataset dataset, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(dataset);
        Save(Path.Combine(folder, ImageFolderLayout.Train), dataset.Train, cancellation);
        Save(Path.Combine(folder, ImageFolderLayout.Test), dataset.Test, cancellation);
    }

    /// <summary>The classes in the order in which they are numbered when they are read again.</summary>
    /// <exception cref="ArgumentException">Two have the same name on disk.</exception>
    internal static int[] OrderRead(IReadOnlyList<string> names)
    {
        string[] folders = FolderNames(names);
        return [.. Enumerable.Range(0, names.Count).OrderBy(label => folders[label], StringComparer.Ordinal)];
    }

    private static void Save(string folder, LabeledImages images, CancellationToken cancellation)
    {
        string[] classFolders = FolderNames(images.ClassNames);
        // As many digits for all, so that the order of the names is that of the numbers.
        string format = images.Count <= 100_000 ? "D5" : "D10";
        string[] paths = new string[images.Count];
        for (int i = 0; i < paths.Length; i++)
        {
            paths[i] = Path.Combine(folder, classFolders[images.Labels[i]], $"{i.ToString(format, null)}.png");
        }
        RefuseStrangers(folder, paths);
        OrderedParallel.For(paths.Length, i => ImageFile.WritePng(paths[i], images.ToImage(i)), cancellation);
    }

    private static string[] FolderNames(IReadOnlyList<string> classNames)
    {
        string[] names = [.. classNames.Select(SafeName)];
        string? twice = names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null
            ? names
            : throw new ArgumentException($"two classes would share the folder '{twice}'", nameof(classNames));
    }

    private static string SafeName(string className)
    {
        string name = string.Concat(className.Take(LongestName)
            .Select(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '.' ? character : '_'))
            .Trim();
        // A leading dot hides the folder, or climbs out of it.
        return name.Length == 0 || name[0] == '.' ? $"_{name}" : name;
    }

    // Images of an older set would be read as part of this one; a run that was interrupted may write its own again.
    private static void RefuseStrangers(string folder, string[] paths)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }
        string? stranger = ImageFiles.FoldersIn(folder).Select(name => Path.Combine(folder, name))
            .SelectMany(path => ImageFiles.ImagesUnder(path).Select(name => Path.Combine(path, name)))
            .Except(paths).FirstOrDefault();
        if (stranger is not null)
        {
            throw new IOException($"{stranger} belongs to another data set: write to an empty folder");
        }
    }
}
