using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Tests.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class ImageFolderLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_follow_the_order_of_the_class_names()
    {
        WriteSplit();
        Open().Dataset.Train.ClassNames.ShouldBe(["Zebra", "ant"]);
    }

    [Fact]
    public void A_source_is_the_path_inside_the_set()
    {
        WriteSplit();
        Open().Dataset.Train.SourceOf(0).ShouldBe("train/Zebra/1.png");
    }

    [Fact]
    public void Formats_may_be_mixed()
    {
        WriteSplit();
        WritePng("train/ant/b.png", JpegFixture.Height, JpegFixture.Width);
        foreach (string ending in new[] { "JPG", "jpeg", "webp", "bmp", "gif" }) { _folder.Write($"train/ant/c.{ending}", JpegFixture.File); }
        Open(new DatasetOptions { Size = 8 }).Dataset.Train.Count.ShouldBe(8);
    }

    [Fact]
    public void Files_that_are_no_images_are_passed_over()
    {
        WriteSplit();
        foreach (string name in new[] { "notes.txt", ".DS_Store", "Thumbs.db", "boxes.json", "fields.csv" }) { _folder.Write($"train/ant/{name}", "BM and more"u8); }
        LoadedDataset loaded = Open();
        (loaded.Dataset.Train.Count, loaded.Skipped.Count).ShouldBe((2, 0));
    }

    [Fact]
    public void A_class_is_read_as_torchvision_reads_it_hidden_files_and_sub_folders_included()
    {
        WriteSplit();
        foreach (string name in new[] { "b/1", "b/.c/1", "b-d/1", ".2", "3" }) { WritePng($"train/ant/{name}.png", 2, 2); }
        _folder.Write("train/ant/4.PGM", "P5 2 2 255 abcd"u8);
        LoadedDataset loaded = Open();
        loaded.Dataset.Train.Sources.ShouldBe(["train/Zebra/1.png", "train/ant/.2.png", "train/ant/1.png", "train/ant/3.png", "train/ant/4.PGM",
            "train/ant/b/1.png", "train/ant/b-d/1.png", "train/ant/b/.c/1.png"]);
        loaded.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void Images_directly_in_a_class_folder_come_before_those_of_its_sub_folders()
    {
        WriteSplit();
        WritePng("train/ant/0/9.png", 2, 2);
        Open().Dataset.Train.Sources.ShouldBe(["train/Zebra/1.png", "train/ant/1.png", "train/ant/0/9.png"]);
    }

    [Fact]
    public void Hidden_folders_and_what_macOS_adds_are_no_classes()
    {
        WriteSplit();
        WritePng("train/.cache/1.png", 2, 2);
        WritePng("train/__MACOSX/1.png", 2, 2);
        LoadedDataset loaded = Open();
        loaded.Dataset.Train.ClassNames.ShouldBe(["Zebra", "ant"]);
        loaded.Skipped.Select(file => file.Path).ShouldBe([_folder["train/.cache/1.png"], _folder["train/__MACOSX/1.png"]]);
    }

    [Fact]
    public void Images_of_another_part_are_named_and_those_to_test_on_without_a_class_are_not()
    {
        WritePng("train/ant/1.png", 2, 2);
        WritePng("train/ant/2.png", 2, 2);
        WritePng("test/1.png", 2, 2);
        string other = WritePng("val/ant/1.png", 2, 2);
        Open().Skipped.ShouldBe([new SkippedFile(other, "an image in a place where the layout (image folder) has none: no class is known for it")]);
    }

    [Fact]
    public void A_file_of_a_kind_that_is_not_read_is_listed_without_being_asked_for()
    {
        WriteSplit();
        string named = _folder.Write("train/ant/0.tif", "II*\0"u8), unnamed = _folder.Write("train/ant/0.png", "II*\0 and more"u8);
        LoadedDataset loaded = Open();
        (loaded.Dataset.Train.Count, string.Join(' ', loaded.Skipped.Select(file => file.Path))).ShouldBe((2, $"{named} {unnamed}"));
    }

    [Fact]
    public void What_was_drawn_is_all_that_the_user_asked_for()
    {
        WriteUnsplit(perClass: 10);
        Open(new DatasetOptions { ClassCount = 2, TrainPerClass = 3, TestPerClass = 1 }).Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void Without_train_and_test_a_share_of_each_class_is_drawn()
    {
        WriteUnsplit(perClass: 10);
        Open().Dataset.Test.Labels.ToArray().ShouldBe([0, 0, 1, 1]);
    }

    [Fact]
    public void Where_no_test_images_are_asked_for_all_are_training_images()
    {
        WriteUnsplit(perClass: 10);
        LoadedDataset loaded = Open(new DatasetOptions { TestFraction = 0 });
        (loaded.Dataset.Train.Count, loaded.Dataset.Test.Count).ShouldBe((20, 0));
        Open(new DatasetOptions { TestFraction = 0, ClassCount = 2, TrainPerClass = 3 }).Dataset.Train.Count.ShouldBe(6);
    }

    [Fact]
    public void Test_images_that_are_there_stay_test_images()
    {
        WriteSplit();
        LoadedDataset loaded = Open(new DatasetOptions { TestFraction = 0 });
        (loaded.Dataset.Train.Count, loaded.Dataset.Test.Count).ShouldBe((2, 2));
    }

    [Fact]
    public void The_draw_follows_the_seed()
    {
        WriteUnsplit(perClass: 10);
        Open().Dataset.Test.Sources.ShouldBe(Open().Dataset.Test.Sources);
    }

    [Fact]
    public void A_train_folder_alone_is_split()
    {
        WritePng("train/ant/1.png", 2, 2);
        WritePng("train/ant/2.png", 2, 2);
        LoadedDataset loaded = Open();
        (loaded.Dataset.Train.Count, loaded.Dataset.Test.Count).ShouldBe((1, 1));
    }

    [Fact]
    public void Mixed_sizes_without_a_declared_one_are_refused_with_two_files()
    {
        WriteSplit();
        string odd = WritePng("train/ant/2.png", 3, 5);
        Should.Throw<DatasetException>(() => Open()).Message
            .ShouldBe($"{odd}: found 5 x 3 pixels, expected 2 x 2 as in "
            + $"{_folder["train/Zebra/1.png"]}: say a size to resize all to (--image-size)");
    }

    [Fact]
    public void A_test_image_of_another_size_is_refused()
    {
        WriteSplit();
        string odd = WritePng("test/ant/2.png", 3, 5);
        Should.Throw<DatasetException>(() => Open()).Path.ShouldBe(odd);
    }

    [Fact]
    public void Mixed_sizes_are_refused_even_where_bad_files_are_skipped()
    {
        WriteSplit();
        WritePng("train/ant/2.png", 3, 5);
        Should.Throw<DatasetException>(() => Open(new DatasetOptions { SkipBad = true }));
    }

    [Fact]
    public void A_declared_size_is_what_every_image_gets()
    {
        WriteSplit();
        WritePng("train/ant/2.png", 3, 5);
        LabeledImages train = Open(new DatasetOptions { Size = 4 }).Dataset.Train;
        (train.Count, train.Height, train.Width).ShouldBe((3, 4, 4));
    }

    [Fact]
    public void A_class_that_only_the_test_set_has_is_refused()
    {
        WriteSplit();
        WritePng("test/bee/1.png", 2, 2);
        Should.Throw<DatasetException>(() => Open()).Message
            .ShouldContain("found the class bee, expected only classes of train/");
    }

    [Fact]
    public void The_first_bad_file_in_order_is_the_error()
    {
        WriteSplit();
        string[] bad = [.. Enumerable.Range(0, 50).Select(i => _folder.Write($"train/ant/{i:D2}.png", "text"u8))];
        Should.Throw<ImageFormatException>(() => Open()).Path.ShouldBe(bad[0]);
    }

    [Fact]
    public void Bad_files_are_left_out_on_demand()
    {
        WriteSplit();
        _folder.Write("train/ant/0.png", "text"u8);
        Open(new DatasetOptions { SkipBad = true }).Dataset.Train.Sources
            .ShouldBe(["train/Zebra/1.png", "train/ant/1.png"]);
    }

    [Fact]
    public void What_is_left_out_is_listed_in_order_with_its_reason()
    {
        WriteSplit();
        string first = _folder.Write("train/Zebra/0.jpg", JpegFixture.File.AsSpan(0, 300));
        string second = _folder.Write("train/ant/0.png", "text"u8);
        IReadOnlyList<SkippedFile> skipped = Open(new DatasetOptions { SkipBad = true }).Skipped;
        skipped.Select(file => file.Path).ShouldBe([first, second]);
        skipped[1].Reason.ShouldBe(
            "at byte 0: found the bytes 74 65 78 74 (\"text\"), expected the signature of JPEG, PNG, WebP, BMP, GIF, PPM, PGM or PBM");
    }

    [Fact]
    public void Single_images_leave_none_to_measure_on_which_is_told()
    {
        WritePng("a/1.png", 2, 2);
        WritePng("b/1.png", 2, 2);
        Should.Throw<DatasetException>(() => Open()).Message
            .ShouldContain("found no test image, expected at least one (of a class with a single image none is drawn to measure on): give more images");
    }

    [Fact]
    public void A_set_of_nothing_but_bad_files_is_refused()
    {
        WriteSplit();
        _folder.Write("train/ant/1.png", "text"u8);
        _folder.Write("train/Zebra/1.png", "text"u8);
        Should.Throw<DatasetException>(() => Open(new DatasetOptions { SkipBad = true })).Message
            .ShouldContain("2 training files, none of them readable");
    }

    [Fact]
    public void Progress_ends_at_one()
    {
        WriteSplit();
        LastReport progress = new();
        DatasetLoader.Open(_folder.Path, new DatasetOptions(), new Seed(1), progress);
        progress.Value.ShouldBe(1);
    }

    [Fact]
    public void Reading_can_be_stopped()
    {
        WriteSplit();
        Should.Throw<OperationCanceledException>(() => DatasetLoader.Open(
            _folder.Path, new DatasetOptions(), new Seed(1), cancellation: new CancellationToken(canceled: true)));
    }

    private void WriteSplit()
    {
        foreach (string name in new[] { "train/ant/1.png", "train/Zebra/1.png", "test/ant/1.png", "test/Zebra/1.png" })
        {
            WritePng(name, 2, 2);
        }
    }

    private void WriteUnsplit(int perClass)
    {
        for (int i = 0; i < perClass; i++)
        {
            WritePng($"ant/{i}.png", 2, 2);
            WritePng($"bee/{i}.png", 2, 2);
        }
    }

    private string WritePng(string name, int height, int width)
    {
        ImageFile.WritePng(_folder[name], new RgbImage(height, width, new byte[3 * height * width]));
        return _folder[name];
    }

    private LoadedDataset Open(DatasetOptions? options = null) =>
        DatasetLoader.Open(_folder.Path, options ?? new DatasetOptions(), new Seed(1));

    private sealed class LastReport : IProgress<double>
    {
        public double Value { get; private set; }

        public void Report(double value) => Value = Math.Max(Value, value);
    }
}
