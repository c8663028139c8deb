namespace DeepDefense.Datasets.Layouts;

/// <summary>What a file of many images is there for, by its name or its folder's: <c>train-00000-of-00005.parquet</c>, <c>test/0000.parquet</c>.</summary>
internal static class SplitName
{
    /// <summary>Why what is there for something else is not read.</summary>
    internal const string Unused = "images to validate on, beside others to test on: neither trained nor tested on here";

    private static readonly string[] Trains = ["train", "training"], Tests = ["test", "testing", "t10k"], Others = ["val", "valid", "validation", "dev", "eval"];
    private static readonly char[] Ends = ['-', '_', '.', '[', '{', ' '];

    /// <summary>The files to train on and to test on, and those that are there for something else: validation where there is a test set too.</summary>
    /// <param name="files">Paths inside the set, with <c>/</c>.</param>
    /// <returns>Each file in its order, and whether it is for testing; null: for something else.</returns>
    internal static IReadOnlyList<(string File, bool? IsTest)> Of(IReadOnlyList<string> files)
    {
        bool hasTest = files.Any(file => Is(file, Tests)), hasTrain = files.Any(file => !Is(file, Tests) && !Is(file, Others));
        return [.. files.Select(file => (file, !hasTrain ? false
            : Is(file, Tests) ? true
            : !Is(file, Others) ? false
            : hasTest ? (bool?)null : true))];
    }

    // A name of train counts more than any other, of a folder above it or below: what might be trained on is not taken for something else. Else the topmost decides.
    private static bool Is(string file, string[] names)
    {
        string[] known = [.. file.ToLowerInvariant().Split('/').Select(part => part.Split(Ends)[0]).Where(name => Trains.Contains(name) || Tests.Contains(name) || Others.Contains(name))];
        return known.Length > 0 && !known.Any(Trains.Contains) && names.Contains(known[0]);
    }
}
