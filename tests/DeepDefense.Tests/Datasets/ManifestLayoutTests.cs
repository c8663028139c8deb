using System.Text;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class ManifestLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ManifestLayoutTests()
    {
        foreach (string name in new[] { "a", "b", "c", "d" }) { WritePng($"img/{name}.png", (byte)name[0]); }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_are_in_the_order_of_the_rows()
    {
        Write("path,label,split\nimg/c.png,dog,train\nimg/a.png,cat,train\nimg/b.png,dog,test\n");
        LoadedDataset loaded = Open();
        loaded.Layout.ShouldBe("CSV manifest");
        loaded.Dataset.Train.Sources.ShouldBe(["img/c.png", "img/a.png"]);
        loaded.Dataset.Train.ClassNames.ShouldBe(["cat", "dog"]);
        loaded.Dataset.Train.Labels.ToArray().ShouldBe([1, 0]);
        loaded.Dataset.Test.Image(0)[0].ShouldBe((byte)'b');
    }

    [Fact]
    public void The_folder_of_a_manifest_opens_it_and_so_does_any_csv_file_by_name()
    {
        Write("path,label\nimg/a.png,x\nimg/b.png,x\n");
        File.Copy(_folder["manifest.csv"], _folder["Other.CSV"]);
        Open().Dataset.Train.Count.ShouldBe(1);
        Open(path: _folder["Other.CSV"]).Dataset.Train.Count.ShouldBe(1);
    }

    [Fact]
    public void Quotes_hold_commas_columns_may_change_places_and_others_are_passed_over()
    {
        WritePng("img/e, f.png", 1);
        Write("\uFEFFid,Label,Path\r\n1,\"big, \"\"bad\"\" cat\",\"img/e, f.png\"\r\n2,dog,img/a.png\r\n3,dog,img/b.png\r\n");
        Open().Dataset.Train.ClassNames.ShouldBe(["big, \"bad\" cat", "dog"]);
    }

    [Fact]
    public void Whole_numbers_are_classes_in_the_order_of_their_values()
    {
        Write("path,label\nimg/a.png,10\nimg/b.png,9\nimg/c.png,0\nimg/d.png,0\n");
        Open().Dataset.Train.ClassNames.ShouldBe(["0", "9", "10"]);
    }

    [Fact]
    public void Without_a_split_a_share_of_each_class_is_drawn()
    {
        Write("path,label\nimg/a.png,x\nimg/b.png,x\nimg/c.png,y\nimg/d.png,y\n");
        Open().Dataset.Test.Labels.ToArray().ShouldBe([0, 1]);
    }

    [Theory]
    [InlineData("img/b.png,", "found no label, expected the class of the image")]
    [InlineData(",x", "found no path, expected the path of an image")]
    [InlineData("img/b.png", "found 1 fields, expected 2, as in the header")]
    [InlineData("img/b.png,x,y", "found 3 fields, expected 2, as in the header")]
    [InlineData("img/../../b.png,x", "found the path img/../../b.png, expected a path below the folder of what lists it: put that above the images")]
    [InlineData("/etc/passwd,x", "found the path /etc/passwd, expected a path below the folder of what lists it: put that above the images")]
    [InlineData("..\\secret.png,x", "found the path ../secret.png, expected a path below the folder of what lists it: put that above the images")]
    [InlineData("img/a.png,y", "found img/a.png again, expected one row a file: it is on line 2 already")]
    [InlineData("./img//a.png,y", "found img/a.png again, expected one row a file: it is on line 2 already")]
    [InlineData("img/none.png,x", "found the path img/none.png, where no file is found, expected the path of an image")]
    [InlineData("img,x", "found the path img, where no file is found, expected the path of an image")]
    public void A_bad_row_is_refused_with_its_line_or_skipped_on_demand(string row, string message)
    {
        string manifest = Write($"path,label\nimg/a.png,x\n{row}\nimg/c.png,x\nimg/d.png,x\n");
        Should.Throw<DatasetException>(() => Open()).Message.ShouldBe($"{manifest}: line 3: {message}");
        LoadedDataset loaded = Open(new DatasetOptions { SkipBad = true }, manifest);
        loaded.Skipped.ShouldBe([new SkippedFile(manifest, $"line 3: {message}")]);
        (loaded.Dataset.Train.Count + loaded.Dataset.Test.Count).ShouldBe(3);
    }

    [Fact]
    public void A_row_without_a_split_is_refused_where_others_have_one()
    {
        Write("path,label,split\nimg/a.png,x,\n");
        Should.Throw<DatasetException>(() => Open()).Message.ShouldEndWith("line 2: found the split '', expected train or test");
    }

    [Fact]
    public void A_row_of_another_split_is_named_as_not_read()
    {
        string manifest = Write("path,label,split\nimg/a.png,x,train\nimg/b.png,x,Validation\nimg/c.png,x,test\n");
        Open(path: manifest).Skipped.ShouldBe([new SkippedFile(_folder["img/b.png"], "manifest.csv, line 3: the split 'validation' is neither train nor test")]);
    }

    [Fact]
    public void A_row_of_a_kind_that_is_not_read_is_no_error()
    {
        _folder.Write("img/e.tiff", "II*\0"u8);
        string manifest = Write("path,label\nimg/a.png,x\nimg/b.png,x\nimg/e.tiff,x\n");
        Open(path: manifest).Skipped.Select(file => file.Path).ShouldBe([_folder["img/e.tiff"]]);
    }

    [Fact]
    public void An_image_that_no_row_names_is_named_where_the_folder_is_opened_and_not_where_the_manifest_was_chosen()
    {
        string manifest = Write("path,label\nimg/a.png,x\nimg/b.png,x\nimg/c.png,y\n");
        Open().Skipped.Select(file => file.Path).ShouldBe([_folder["img/d.png"]]);
        Open(path: manifest).Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void A_class_that_only_the_test_set_has_is_refused()
    {
        Write("path,label,split\nimg/a.png,x,train\nimg/b.png,y,test\n");
        Should.Throw<DatasetException>(() => Open()).Message.ShouldContain("line 3: found the class y in the test set only");
    }

    [Theory]
    [InlineData("file,class\nimg/a.png,x\n", "line 1: found the columns file, class, expected a column path, and ',' between columns")]
    [InlineData("", "line 1: found nothing, expected a column path, and ',' between columns")]
    public void A_header_without_the_columns_is_refused(string text, string message)
    {
        string manifest = Write(text);
        Should.Throw<DatasetException>(() => Open()).Message.ShouldBe($"{manifest}: {message}");
    }

    [Fact]
    public void An_unclosed_quote_does_not_read_the_file_into_memory()
    {
        string manifest = Write("path,label\n\"" + new string('x', 1 << 20));
        Should.Throw<DatasetException>(() => Open()).Message.ShouldStartWith($"{manifest}: line 2: found no table (");
    }

    private string Write(string text) => _folder.Write("manifest.csv", Encoding.UTF8.GetBytes(text));

    private void WritePng(string name, byte value) =>
        ImageFile.WritePng(_folder[name], new RgbImage(2, 2, [.. Enumerable.Repeat(value, 12)]));

    private LoadedDataset Open(DatasetOptions? options = null, string? path = null) =>
        DatasetLoader.Open(path ?? _folder.Path, options ?? new DatasetOptions(), new Seed(1));
}
