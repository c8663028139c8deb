namespace DeepDefense.Datasets.Layouts;

/// <summary>A folder of images for each class, in <c>train/</c> and <c>test/</c>. Where <c>test/</c> is missing, or
/// both, the test set is drawn. Labels are the class folders' positions in ordinal order.</summary>
internal sealed class ImageFolderLayout : IDatasetLayout
{
    /// <summary>The folder of the training images.</summary>
    internal const string Train = "train";

    /// <summary>The folder of the test images.</summary>
    internal const string Test = "test";

    public string Name => "image folder";

    public bool Recognizes(string folder) =>
        HasClasses(folder, Train) || ImageFiles.FoldersIn(folder).Any(name => HasImages(Path.Combine(folder, name)));

    public LoadedSets Load(LoadRequest request)
    {
        string part = HasClasses(request.Folder, Train) ? Train : "";
        string[] classNames = ImageFiles.FoldersIn(Path.Combine(request.Folder, part));
        (LabeledFile[] train, LabeledFile[] test) = part == Train && HasClasses(request.Folder, Test)
            ? (List(request.Folder, Train, classNames), List(request.Folder, Test, classNames))
            : Split(List(request.Folder, part, classNames), classNames.Length, request);

        ClassSample drawn = new ClassSample(classNames, train, test).Draw(request);
        FolderImages images = new(request, drawn.ClassNames, drawn.Train.Length + drawn.Test.Length);
        return new LoadedSets(images.Read(drawn.Train, "training"), images.Read(drawn.Test, "test"), images.Skipped);
    }

    private static (LabeledFile[] Train, LabeledFile[] Test) Split(LabeledFile[] files, int classCount,
        LoadRequest request)
    {
        int[] labels = [.. files.Select(file => file.Label)];
        (int[] train, int[] test) = StratifiedSplit.Of(
            labels, classCount, request.Options.TestFraction, request.Seed.For(StratifiedSplit.Purpose));
        return ([.. train.Select(i => files[i])], [.. test.Select(i => files[i])]);
    }

    private static LabeledFile[] List(string root, string part, string[] classNames)
    {
        string folder = Path.Combine(root, part);
        string? stranger = ImageFiles.FoldersIn(folder).Except(classNames).FirstOrDefault();
        return stranger is null
            ? ImageFiles.List(root, part, classNames)
            : throw new DatasetException(folder, null, $"the class {stranger}", $"only classes of {Train}/");
    }

    private static bool HasClasses(string root, string part)
    {
        string folder = Path.Combine(root, part);
        return Directory.Exists(folder) && ImageFiles.FoldersIn(folder).Length > 0;
    }

    private static bool HasImages(string folder) => ImageFiles.ImagesIn(folder).Any();
}
