using System.Text;
using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

/// <summary>Files as the official archives have them: PPM, tables with ; between fields and CR LF at their ends.</summary>
public sealed class GtsrbLayoutTests : IDisposable
{
    private const string Header = "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\r\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_of_both_parts_come_from_the_tables()
    {
        WriteWhole();
        Dataset dataset = Open().Dataset;
        dataset.Train.Sources.ShouldBe(
            ["Final_Training/Images/00000/00000_00000.ppm", "Final_Training/Images/00000/00000_00001.ppm", "Final_Training/Images/00014/00000_00000.ppm"]);
        dataset.Train.Labels.ToArray().ShouldBe([0, 0, 1]);
        dataset.Test.Labels.ToArray().ShouldBe([1, 0]);
        dataset.Train.ClassNames.ShouldBe(["00000", "00014"]);
    }

    [Fact]
    public void Images_of_any_size_become_32_by_32_and_are_not_cut()
    {
        WriteWhole();
        WritePpm("Final_Training/Images/00000/00000_00000.ppm", 15, 40);
        LabeledImages train = Open().Dataset.Train;
        (train.Height, train.Width).ShouldBe((32, 32));
        // The left half is black, the right half white: cutting out the region (5, 5) to (10, 10) would leave no white.
        (train.Image(0)[0], train.Image(0)[31]).ShouldBe(((byte)0, (byte)255));
    }

    [Theory]
    [InlineData("GTSRB/Final_Training/Images", "GTSRB/Final_Test/Images", "GT-final_test.csv")]
    [InlineData("GTSRB/Training", "GTSRB/Final_Test/Images", "GTSRB/Final_Test/GT-final_test.csv")]
    public void The_folder_around_it_and_torchvisions_names_are_known(string training, string test, string table)
    {
        WriteWhole(training, test, table);
        LoadedDataset loaded = Open();
        (loaded.Layout, loaded.Dataset.Train.Count, loaded.Dataset.Test.Count).ShouldBe(("GTSRB", 3, 2));
    }

    [Fact]
    public void Test_images_without_classes_are_refused_with_the_table_that_is_missing()
    {
        WriteWhole();
        File.Delete(_folder["Final_Test/Images/GT-final_test.csv"]);
        Should.Throw<DatasetException>(() => Open()).Message.ShouldContain("GT-final_test.csv (of GTSRB_Final_Test_GT.zip)");
    }

    [Theory]
    [InlineData("x.ppm;15;15;5;5;10;10;7", "found the class '7', expected 0, as the folder says")]
    [InlineData("x.ppm;15;15;5;5;10;10;", "found the class '', expected 0, as the folder says")]
    [InlineData("../00014/00000_00000.ppm;15;15;5;5;10;10;0", "found the file name '../00014/00000_00000.ppm', expected the name of a file beside it")]
    [InlineData("x.ppm;15;15", "found 3 fields, expected 8, as in the header")]
    public void A_bad_row_is_refused_with_its_line_or_skipped_on_demand(string row, string message)
    {
        WriteWhole();
        string table = Table("Final_Training/Images/00000/GT-00000.csv", "00000_00000.ppm;15;15;5;5;10;10;0", row);
        Should.Throw<DatasetException>(() => Open()).Message.ShouldBe($"{table}: line 3: {message}");
        Open(new DatasetOptions { SkipBad = true }).Skipped.ShouldBe([new SkippedFile(table, $"line 3: {message}"),
            new SkippedFile(_folder["Final_Training/Images/00000/00000_00001.ppm"], "an image in a place where the layout (GTSRB) has none: no class is known for it")]);
    }

    [Fact]
    public void A_table_without_classes_is_refused_with_its_columns()
    {
        WriteWhole();
        string table = _folder.Write("Final_Training/Images/00014/GT-00014.csv", "Filename;Width\r\n00000_00000.ppm;15\r\n"u8);
        Should.Throw<DatasetException>(() => Open()).Message.ShouldBe(
            $"{table}: line 1: found the columns Filename, Width, expected a column ClassId, and ';' between columns");
    }

    private void WriteWhole(string training = "Final_Training/Images", string test = "Final_Test/Images", string table = "Final_Test/Images/GT-final_test.csv")
    {
        foreach (string name in new[] { "00000/00000_00000", "00000/00000_00001", "00014/00000_00000" }) { WritePpm($"{training}/{name}.ppm", 15, 15); }
        Table($"{training}/00000/GT-00000.csv", "00000_00000.ppm;15;15;5;5;10;10;0", "00000_00001.ppm;15;15;5;5;10;10;0");
        Table($"{training}/00014/GT-00014.csv", "00000_00000.ppm;15;15;5;5;10;10;14");
        WritePpm($"{test}/00000.ppm", 15, 15);
        WritePpm($"{test}/00001.ppm", 20, 16);
        Table(table, "00000.ppm;15;15;5;5;10;10;14", "00001.ppm;16;20;5;5;10;10;0");
    }

    private string Table(string name, params string[] rows) =>
        _folder.Write(name, Encoding.ASCII.GetBytes(Header + string.Concat(rows.Select(row => row + "\r\n"))));

    private void WritePpm(string name, int height, int width)
    {
        byte[] pixels = [.. Enumerable.Range(0, height * width).SelectMany(i => Enumerable.Repeat((byte)(i % width < width / 2 ? 0 : 255), 3))];
        _folder.Write(name, [.. Encoding.ASCII.GetBytes($"P6\n{width} {height}\n255\n"), .. pixels]);
    }

    private LoadedDataset Open(DatasetOptions? options = null) =>
        DatasetLoader.Open(_folder.Path, options ?? new DatasetOptions(), new Seed(1));
}
