using DeepDefense.Torch;

namespace DeepDefense.Datasets.Layouts;

/// <summary>The image files of a data set, before any is read.</summary>
/// <param name="ClassNames">One name a class.</param>
/// <param name="Train">The training files, in the order of the images.</param>
/// <param name="Test">The test files.</param>
internal sealed record FileListing(string[] ClassNames, LabeledFile[] Train, LabeledFile[] Test)
{
    /// <summary>What is not listed, in data order: bad rows of a table, and what is or may be an image and is not read.</summary>
    internal IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>The files of bad rows, which are in <see cref="Skipped"/> by their rows.</summary>
    internal IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>A folder inside the set with images for testing that have no class, or null.</summary>
    internal string? Aside { get; init; }

    /// <summary>A listing whose test files are drawn: the same share of every class.</summary>
    internal static FileListing Split(string[] classNames, LabeledFile[] files, LoadRequest request)
    {
        int[] labels = [.. files.Select(file => file.Label)];
        (int[] train, int[] test) = StratifiedSplit.Of(
            labels, classNames.Length, request.Options.TestFraction, request.Seed.For(StratifiedSplit.Purpose));
        return new FileListing(classNames, [.. train.Select(i => files[i])], [.. test.Select(i => files[i])]);
    }

    /// <summary>Draws some classes, and some images of each, as the options ask for, relabelled and class by class:
    /// the paper's 200 of VGGFace2's people with 400 and 50 images (section 5.1).</summary>
    /// <exception cref="DatasetException">Fewer classes have enough images than are to be drawn.</exception>
    internal FileListing Draw(LoadRequest request)
    {
        DatasetOptions options = request.Options;
        if (options is { ClassCount: null, TrainPerClass: null, TestPerClass: null }) { return this; }
        Seed seed = request.Seed.For("class-sample");
        LabeledFile[][] train = ByClass(Train), test = ByClass(Test);
        int[] enough = [.. Enumerable.Range(0, ClassNames.Length).Where(label =>
            train[label].Length >= (options.TrainPerClass ?? 1) && (Test.Length == 0 || test[label].Length >= (options.TestPerClass ?? 1)))];
        int[] drawn = options.ClassCount is int count
            ? DrawClasses(enough, count, request, seed)
            : [.. Enumerable.Range(0, ClassNames.Length)];
        return new FileListing([.. drawn.Select(label => ClassNames[label])],
            DrawFiles(train, options.TrainPerClass, "train"), DrawFiles(test, options.TestPerClass, "test"))
        {
            Skipped = Skipped,
        };

        LabeledFile[] DrawFiles(LabeledFile[][] files, int? most, string part) =>
            InOrderOfRecords(drawn.SelectMany((label, place) => Some(files[label], most, seed.For(part).For(ClassNames[label]))
                .Select(file => file with { Label = place })));
    }

    // Records are read as they lie in their file; files class by class.
    private static LabeledFile[] InOrderOfRecords(IEnumerable<LabeledFile> files) =>
        [.. files.OrderBy(file => file.Store is null ? "" : file.Path, StringComparer.Ordinal).ThenBy(file => file.Record)];

    private static int[] DrawClasses(int[] enough, int count, LoadRequest request, Seed seed)
    {
        if (enough.Length < count)
        {
            throw new DatasetException(request.Folder, null,
                $"{enough.Length} classes with {request.Options.TrainPerClass ?? 1} training and {request.Options.TestPerClass ?? 1} test images",
                $"{count} to draw");
        }
        return [.. seed.For("classes").Stream().Permutation(enough.Length).Take(count).Select(i => enough[i]).Order()];
    }

    private static IEnumerable<LabeledFile> Some(LabeledFile[] files, int? most, Seed seed) =>
        most is int count && count < files.Length
            ? seed.Stream().Permutation(files.Length).Take(count).Order().Select(i => files[i])
            : files;

    private LabeledFile[][] ByClass(LabeledFile[] files)
    {
        ILookup<int, LabeledFile> classes = files.ToLookup(file => file.Label);
        return [.. Enumerable.Range(0, ClassNames.Length).Select(label => classes[label].ToArray())];
    }
}
