namespace DeepDefense.Datasets.Layouts;

/// <summary>A folder of images for each class, in <c>train/</c> and <c>test/</c>. Where <c>test/</c> is missing, or
/// both, the test set is drawn. Labels are the class folders' positions in ordinal order.</summary>
internal sealed class ImageFolderLayout : ImageFileLayout
{
    /// <summary>The folder of the training images.</summary>
    internal const string Train = "train";

    /// <summary>The folder of the test images.</summary>
    internal const string Test = "test";

    public override string Name => "image folder";

    public override bool Recognizes(string path) => Directory.Exists(path)
        && (HasClasses(path, Train) || ImageFiles.FoldersIn(path).Any(name => ImageFiles.HasImages(Path.Combine(path, name))));

    private protected override FileListing List(LoadRequest request) => ListFolders(request);

    /// <summary>Lists the images of the class folders.</summary>
    internal static FileListing ListFolders(LoadRequest request)
    {
        string part = HasClasses(request.Folder, Train) ? Train : "";
        string[] classNames = ImageFiles.FoldersIn(Path.Combine(request.Folder, part));
        return part == Train && HasClasses(request.Folder, Test)
            ? new FileListing(classNames, List(request.Folder, Train, classNames), List(request.Folder, Test, classNames))
            : FileListing.Split(classNames, List(request.Folder, part, classNames), request) with { Aside = part == Train ? Test : null };
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
}
