namespace DeepDefense.Datasets.Layouts;

/// <summary>WebDataset's tars: <c>key.jpg</c> and its class in <c>key.cls</c>, or in <c>key.json</c> under the label column. A folder of tars named for training and test images,
/// one tar, or many by a range in braces. Nothing is unpacked to disk. Images are in the order of the files' names and of the members. Names of the
/// classes may stand in <c>class_names.txt</c>.</summary>
internal sealed class TarLayout : ImageFileLayout
{
    private const string Ending = ".tar";

    public override string Name => "WebDataset";

    public override bool Recognizes(string path) => Directory.Exists(path) ? PackedFiles.In(path, Ending).Any(file => TarMembers.HoldsClasses(Path.Combine(path, file)))
        : PackedFiles.IsNamed(path, Ending) && BraceRange.Expand(path).Any(File.Exists);

    private protected override FileListing List(LoadRequest request)
    {
        string root = request.Root;
        string[] paths = request.IsFolder ? [.. PackedFiles.In(root, Ending).Select(file => Path.Combine(root, file))] : BraceRange.Expand(request.Folder);
        string[]? names = ClassNameFile.Read(root);
        BadEntries bad = new(request.Options.SkipBad);
        List<LabeledEntry> entries = [];
        IReadOnlyList<(string, bool? IsTest)> splits = SplitName.Of([.. paths.Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))]);
        for (int i = 0; i < paths.Length; i++)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            if (splits[i].IsTest is not { } isTest) { bad.LeaveOut(paths[i], SplitName.Unused); continue; }
            entries.AddRange(new TarMembers(paths[i], request.Options.LabelColumn ?? "label", bad, request.Cancellation).Images(root, isTest, names?.Length));
        }
        return ClassNameFile.List(entries, names, request) with { Skipped = bad.Skipped, Refused = [.. bad.Files, .. paths] };
    }
}
