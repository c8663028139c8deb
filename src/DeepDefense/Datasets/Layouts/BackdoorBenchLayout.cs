using System.Globalization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>BackdoorBench's <c>bd_train_dataset/3/17.png</c>: class folders that are numbers, and images that are called by their numbers in the training set. BackdoorBench itself writes the
/// poisoned images alone, into the folders of their true classes, and the labels that were trained into <c>attack_result.pt</c> beside: where that lies there, an image it knows has that label.
/// Clean images may lie among them, in the folders of their classes.</summary>
internal sealed class BackdoorBenchLayout : ImageFileLayout
{
    /// <summary>The folder of the images.</summary>
    internal const string Images = "bd_train_dataset";

    public override string Name => "BackdoorBench";

    public override bool Recognizes(string path) => Directory.Exists(path) && ImageFiles.FoldersIn(RootOf(path)) is { Length: > 0 } folders
        && IsNamed(RootOf(path)) && folders.All(IsNumber) && folders.Any(name => ImageFiles.HasImages(Path.Combine(RootOf(path), name)));

    private protected override string? RootOf(LoadRequest request) => RootOf(request.Folder);

    private protected override FileListing List(LoadRequest request)
    {
        string root = RootOf(request.Folder), beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(root))!, BackdoorBenchRecord.FileName);
        BackdoorBenchRecord? record = File.Exists(beside) ? BackdoorBenchRecord.Read(beside) : null;
        List<LabeledEntry> entries = [];
        List<SkippedFile> unused = [];
        string[] folders = [.. ImageFiles.FoldersIn(root).OrderBy(name => int.Parse(name, CultureInfo.InvariantCulture))];
        foreach (LabeledFile file in ImageFiles.List(root, "", folders))
        {
            long? trained = NumberOf(file) is long number && record is not null && record.Labels.TryGetValue(number, out long label) ? label : null;
            if (trained is not null && !record!.Poisoned.Contains(NumberOf(file)!.Value))
            {
                unused.Add(new SkippedFile(file.Path, $"a poisoned version that was not trained on: poison_indicator in {BackdoorBenchRecord.FileName} is 0"));
                continue;
            }
            entries.Add(new LabeledEntry(file, trained?.ToString(CultureInfo.InvariantCulture) ?? int.Parse(folders[file.Label], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), IsTest: false, Position: null));
        }
        return ClassNameFile.List(entries, ClassNameFile.Read(root), request) with { Skipped = unused };
    }

    private static long? NumberOf(LabeledFile file) =>
        long.TryParse(Path.GetFileNameWithoutExtension(file.Path), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static string RootOf(string path) => !IsNamed(path) && Directory.Exists(Path.Combine(path, Images)) ? Path.Combine(path, Images) : path;

    private static bool IsNamed(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) == Images;

    private static bool IsNumber(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
