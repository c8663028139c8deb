using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Names of classes beside a set that only numbers them: one a line, in the order of the numbers.</summary>
internal static class ClassNameFile
{
    /// <summary>What the file is called.</summary>
    internal const string Name = "class_names.txt";

    private const long Longest = 1 << 22;

    /// <summary>The names, or null: there is no such file.</summary>
    /// <exception cref="DatasetException">It is too large, or holds no names.</exception>
    internal static string[]? Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path)) { return null; }
        if (LinkTarget.Of(path).Length > Longest) { throw new DatasetException(path, null, $"{LinkTarget.Of(path).Length} bytes", $"class names in at most {Longest}"); }
        string[] names = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length > 0 && !names.Any(ClassLabels.IsNone) ? names : throw new DatasetException(path, null, $"{names.Length} class names", "some, one a line");
    }

    /// <summary>The content of the file.</summary>
    /// <exception cref="ArgumentException">A name is no line of text.</exception>
    internal static string TextOf(IReadOnlyList<string> names)
    {
        Require(names);
        return string.Concat(names.Select(name => name + "\n"));
    }

    /// <summary>Refuses names that a line would not give back.</summary>
    /// <exception cref="ArgumentException">A name is no line of text.</exception>
    internal static void Require(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => ClassLabels.IsNone(name) || name != name.Trim()) is { } bad)
        {
            throw new ArgumentException($"the class name '{bad}' is blank, begins or ends with a space, or has control characters", nameof(names));
        }
    }

    /// <summary>A listing of numbered classes with its names.</summary>
    /// <param name="entries">The images; their classes are numbers below the number of names.</param>
    /// <param name="names">The names, or null: classes are called by their numbers.</param>
    /// <param name="request">Draws test images where there are none.</param>
    internal static FileListing List(IReadOnlyList<LabeledEntry> entries, string[]? names, LoadRequest request)
    {
        if (names is null) { return ClassLabels.List(entries, null, request); }
        string[] numbers = [.. Enumerable.Range(0, names.Length).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        return ClassLabels.List(entries, numbers, request) with { ClassNames = names };
    }
}
