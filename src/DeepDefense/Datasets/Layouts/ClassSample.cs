using DeepDefense.Torch;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Draws some classes, and some images of each, before any image is read: the paper's 200 of VGGFace2's people
/// with 400 and 50 images (section 5.1).</summary>
/// <param name="ClassNames">The classes drawn, in their order.</param>
/// <param name="Train">Their training files, relabelled.</param>
/// <param name="Test">Their test files, relabelled.</param>
internal sealed record ClassSample(string[] ClassNames, LabeledFile[] Train, LabeledFile[] Test)
{
    /// <summary>Draws what the options ask for.</summary>
    /// <exception cref="DatasetException">Fewer classes have enough images than are to be drawn.</exception>
    internal ClassSample Draw(LoadRequest request)
    {
        DatasetOptions options = request.Options;
        Seed seed = request.Seed.For("class-sample");
        LabeledFile[][] train = ByClass(Train), test = ByClass(Test);
        int[] enough = [.. Enumerable.Range(0, ClassNames.Length).Where(label =>
            train[label].Length >= (options.TrainPerClass ?? 1) && test[label].Length >= (options.TestPerClass ?? 1))];
        int[] drawn = options.ClassCount is int count
            ? DrawClasses(enough, count, request, seed)
            : [.. Enumerable.Range(0, ClassNames.Length)];
        return new ClassSample([.. drawn.Select(label => ClassNames[label])],
            DrawFiles(train, options.TrainPerClass, "train"), DrawFiles(test, options.TestPerClass, "test"));

        LabeledFile[] DrawFiles(LabeledFile[][] files, int? most, string part) =>
            [.. drawn.SelectMany((label, place) => Some(files[label], most, seed.For(part).For(ClassNames[label]))
                .Select(file => file with { Label = place }))];
    }

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
