using System.Globalization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>The classes of sets that name or number them image by image.</summary>
internal static class ClassLabels
{
    /// <summary>What is wrong with the name of a class, or null.</summary>
    internal static bool IsNone(string? label) => string.IsNullOrWhiteSpace(label) || label.Any(char.IsControl);

    /// <summary>The classes in their order: of their numbers where all are whole numbers, else of their names.</summary>
    internal static string[] Of(IEnumerable<string> labels)
    {
        string[] names = [.. labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return names.All(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(name => int.Parse(name, CultureInfo.InvariantCulture))]
            : names;
    }

    /// <summary>Divides images into training and test images, and numbers their classes.</summary>
    /// <param name="entries">The images in their order, each with its class, and whether it is there to test on.</param>
    /// <param name="known">The classes by their numbers, where they are known; else they are those of the training images.</param>
    /// <param name="request">Draws test images where there are none.</param>
    /// <param name="list">The file that lists the images, for messages; null: each is in a file of its own.</param>
    /// <exception cref="DatasetException">A class has test images only.</exception>
    internal static FileListing List(IReadOnlyList<LabeledEntry> entries, string[]? known, LoadRequest request, string? list = null)
    {
        string[] classNames = known ?? Of(entries.Where(entry => !entry.IsTest).Select(entry => entry.Label));
        Dictionary<string, int> labels = classNames.Select((name, label) => (name, label)).DistinctBy(item => item.name).ToDictionary(StringComparer.Ordinal);
        if (entries.FirstOrDefault(entry => !labels.ContainsKey(entry.Label)) is { } stranger)
        {
            throw new DatasetException(list ?? stranger.File.Path, stranger.Position, $"the class {stranger.Label} in the test set only", "a class that has training images");
        }
        LabeledFile[] Part(bool isTest) => [.. entries.Where(entry => entry.IsTest == isTest).Select(entry => entry.File with { Label = labels[entry.Label] })];
        return entries.Any(entry => entry.IsTest) ? new FileListing(classNames, Part(false), Part(true)) : FileListing.Split(classNames, Part(false), request);
    }
}

/// <summary>An image whose class has a name and no number yet.</summary>
/// <param name="File">The image; its label is not set.</param>
/// <param name="Label">The name of its class.</param>
/// <param name="IsTest">Whether it is there to test on.</param>
/// <param name="Position">Where the set says so, for messages; null: at the image itself.</param>
internal sealed record LabeledEntry(LabeledFile File, string Label, bool IsTest, string? Position);
