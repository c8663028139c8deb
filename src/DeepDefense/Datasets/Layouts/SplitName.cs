namespace DeepDefense.Datasets.Layouts;

/// <summary>What a file of many images is there for, by its name or its folder's: <c>train-00000-of-00005.parquet</c>, <c>test/0000.parquet</c>.</summary>
internal static class SplitName
{
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

    // A name of train counts more than a folder of another kind.
    private static bool Is(string file, string[] names)
    {
        string[] parts = file.ToLowerInvariant().Split('/');
        string? known = parts.Reverse().Select(part => part.Split(Ends)[0]).FirstOrDefault(name => Trains.Contains(name) || Tests.Contains(name) || Others.Contains(name));
        return known is not null && names.Contains(known);
    }
}
