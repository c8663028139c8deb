using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>One image file of a data set.</summary>
/// <param name="Path">The file.</param>
/// <param name="Source">Its path inside the data set, with <c>/</c>.</param>
/// <param name="Label">Its class.</param>
internal sealed record LabeledFile(string Path, string Source, int Label);

/// <summary>Lists folders and images in an order that no file system changes: ordinal, by name.</summary>
internal static class ImageFiles
{
    /// <summary>Endings of the files that are taken for images; what they hold is told by their first bytes.</summary>
    internal static readonly IReadOnlyList<string> Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".ppm"];

    /// <summary>Names of the folders in a folder; hidden ones are left out.</summary>
    internal static string[] FoldersIn(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Select(Path.GetFileName).OfType<string>()
            .Where(IsVisible).Order(StringComparer.Ordinal)];

    /// <summary>Names of the images in a folder; hidden files, which a killed writer may leave, are left out.</summary>
    internal static IEnumerable<string> ImagesIn(string folder) =>
        Directory.EnumerateFiles(folder).Select(Path.GetFileName).OfType<string>()
            .Where(name => IsVisible(name) && Extensions.Contains(Path.GetExtension(name).ToLowerInvariant()));

    /// <summary>The images of the class folders <paramref name="classNames"/> in <paramref name="part"/>, a folder
    /// inside <paramref name="root"/>; a class may have no folder there.</summary>
    internal static LabeledFile[] List(string root, string part, IReadOnlyList<string> classNames)
    {
        List<LabeledFile> files = [];
        for (int label = 0; label < classNames.Count; label++)
        {
            string folder = Path.Combine(root, part, classNames[label]);
            if (!Directory.Exists(folder))
            {
                continue;
            }
            string source = part.Length == 0 ? classNames[label] : $"{part}/{classNames[label]}";
            files.AddRange(ImagesIn(folder).Order(StringComparer.Ordinal)
                .Select(name => new LabeledFile(Path.Combine(folder, name), $"{source}/{name}", label)));
        }
        return [.. files];
    }

    /// <summary>Whether a failure is the file's own: it may be left out.</summary>
    internal static bool IsBad(Exception failure) =>
        failure is ImageFormatException or IOException or UnauthorizedAccessException;

    /// <summary>What is wrong with a bad file.</summary>
    internal static string ReasonOf(Exception failure) => failure is ImageFormatException format ? format.Reason : failure.Message;

    private static bool IsVisible(string name) => !name.StartsWith('.');
}
