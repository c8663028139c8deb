using System.Globalization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>The official layout of the German Traffic Sign Recognition Benchmark: PPM images with a table a class,
/// <c>Final_Training/Images/00000/GT-00000.csv</c>, and one of the test images, <c>GT-final_test.csv</c> ("extended
/// annotations", as the first ones have no classes). <c>GTSRB/</c> around it, and <c>Training/</c> as torchvision has it, are known
/// too. The tables decide which images there are. Images are taken whole: the region of interest, which leaves out a
/// border of about a tenth, is not cut out, as in the public implementations of backdoor attacks. They differ in size
/// (15 to 250 pixels) and are resized to 32 x 32 unless another size is declared.</summary>
/// <remarks>Source: https://benchmark.ini.rub.de/gtsrb_dataset.html and the Readme files in the archives. Without test
/// images a share of the training images is drawn; of one sign there are 30, which look alike.</remarks>
internal sealed class GtsrbLayout : ImageFileLayout
{
    private const string TestTable = "GT-final_test.csv";
    private static readonly string[] Columns = ["Filename", "ClassId"];
    private static readonly string TestImages = Path.Combine("Final_Test", "Images");

    public override string Name => "GTSRB";

    internal override int? UsualSize => 32;

    public override bool Recognizes(string path) => Directory.Exists(path) && TrainingIn(path) is { } training
        && ImageFiles.FoldersIn(training).Any(name => File.Exists(TableOf(training, name)));

    private protected override FileListing List(LoadRequest request)
    {
        string training = TrainingIn(request.Folder)!;
        string[] classNames = ImageFiles.FoldersIn(training);
        BadEntries bad = new(request.Options.SkipBad);
        Dictionary<int, int> labels = [];
        for (int label = 0; label < classNames.Length; label++)
        {
            if (!int.TryParse(classNames[label], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || !labels.TryAdd(number, label))
            {
                throw new DatasetException(training, null, $"the folder {classNames[label]}", "folders 00000, 00001 and so on, one a class");
            }
        }
        LabeledFile[] files = [.. classNames.SelectMany(name => Files(request.Folder, Path.Combine(training, name), TableOf(training, name),
            labels, int.Parse(name, CultureInfo.InvariantCulture), bad))];
        FileListing listing = TestIn(request.Folder) is var (folder, table)
            ? new FileListing(classNames, files, [.. Files(request.Folder, folder, table, labels, null, bad)])
            : FileListing.Split(classNames, files, request);
        return listing with { Skipped = bad.Skipped, Refused = bad.Files };
    }

    /// <summary>The images of one table.</summary>
    /// <param name="root">The folder of the set.</param>
    /// <param name="folder">Where the images lie.</param>
    /// <param name="table">The table.</param>
    /// <param name="labels">Labels by number of the class.</param>
    /// <param name="only">The one class that the table may have; null: any.</param>
    /// <param name="bad">Takes rows that are no good.</param>
    private static List<LabeledFile> Files(
        string root, string folder, string table, Dictionary<int, int> labels, int? only, BadEntries bad)
    {
        List<LabeledFile> files = [];
        foreach (CsvRow row in CsvTable.Read(table, ';', Columns, bad.Add))
        {
            (string name, string text) = (row.Fields[0]!, row.Fields[1]!);
            if (name.Length == 0 || name.StartsWith('.') || name.Any(character => character is '/' or '\\' || char.IsControl(character)))
            {
                bad.Add(new DatasetException(table, row.Position, $"the file name '{name}'", "the name of a file beside it"));
            }
            else if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || !labels.TryGetValue(number, out int label) || (only ?? number) != number)
            {
                bad.Add(new DatasetException(table, row.Position, $"the class '{text}'",
                    only is null ? $"one of the {labels.Count} classes of the training images" : $"{only}, as the folder says"), Path.Combine(folder, name));
            }
            else if (ImageSuspicion.OfEnding(name) is { } unread) { bad.LeaveOut(Path.Combine(folder, name), unread); }
            else
            {
                string path = Path.Combine(folder, name);
                files.Add(new LabeledFile(path, Path.GetRelativePath(root, path).Replace('\\', '/'), label));
            }
        }
        return files;
    }

    private static string? TrainingIn(string folder) => new[] { folder, Path.Combine(folder, "GTSRB") }
        .SelectMany(root => new[] { Path.Combine(root, "Final_Training", "Images"), Path.Combine(root, "Training") })
        .FirstOrDefault(Directory.Exists);

    // The table comes in an archive of its own, which people unpack in several places.
    private static (string Folder, string Table)? TestIn(string folder)
    {
        string? images = new[] { folder, Path.Combine(folder, "GTSRB") }.Select(root => Path.Combine(root, TestImages)).FirstOrDefault(Directory.Exists);
        if (images is null) { return null; }
        string above = Path.GetDirectoryName(images)!;
        string? table = new[] { images, above, Path.GetDirectoryName(above)!, folder }
            .Select(place => Path.Combine(place, TestTable)).FirstOrDefault(File.Exists);
        return table is null
            ? throw new DatasetException(images, null, "test images without their classes", $"{TestTable} (of GTSRB_Final_Test_GT.zip) beside or above them")
            : (images, table);
    }

    private static string TableOf(string training, string className) => Path.Combine(training, className, $"GT-{className}.csv");
}
