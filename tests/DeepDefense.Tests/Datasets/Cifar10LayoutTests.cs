using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class Cifar10LayoutTests : IDisposable
{
    private const int RecordSize = 3073;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_layout_is_recognised_by_its_training_files()
    {
        WriteWhole();
        Open().Layout.ShouldBe("CIFAR-10 binary");
    }

    [Fact]
    public void The_three_planes_follow_the_label()
    {
        byte[] record = [.. Enumerable.Range(0, RecordSize).Select(i => (byte)(i % 251))];
        record[0] = 7;
        WriteWhole();
        _folder.Write("data_batch_1.bin", record);
        Open().Dataset.Train.Image(0).ToArray().ShouldBe(record[1..]);
    }

    [Fact]
    public void Records_are_resized_as_files_are()
    {
        byte[] record = [.. Enumerable.Range(0, RecordSize).Select(i => (byte)(i % 251))];
        record[0] = 7;
        WriteWhole();
        _folder.Write("data_batch_1.bin", record);
        LabeledImages train = DatasetLoader.Open(_folder.Path, new DatasetOptions { Size = 48 }, new Seed(1)).Dataset.Train;
        (train.Height, train.Width).ShouldBe((48, 48));
        train.Image(0).ToArray().ShouldBe(ImageResizer.Resize(new RgbImage(32, 32, record[1..]), 48, 48).Pixels.ToArray());
    }

    [Fact]
    public void Images_and_other_records_beside_the_batches_are_named()
    {
        WriteWhole();
        string image = _folder.Write("more/1.png", "x"u8), records = _folder.Write("extra.bin", new byte[RecordSize]);
        _folder.Write("readme.html", "<html>"u8);
        Open().Skipped.Select(file => file.Path).ShouldBe([records, image]);
    }

    [Fact]
    public void Files_follow_one_another_in_the_order_of_their_names()
    {
        WriteWhole();
        _folder.Write("data_batch_2.bin", Record(label: 2));
        _folder.Write("data_batch_1.bin", [.. Record(label: 1), .. Record(label: 0)]);
        Open().Dataset.Train.Labels.ToArray().ShouldBe([1, 0, 2]);
    }

    [Fact]
    public void A_source_names_file_and_record()
    {
        WriteWhole();
        Open().Dataset.Test.SourceOf(0).ShouldBe("test_batch.bin:0");
    }

    [Fact]
    public void Without_a_list_of_names_the_official_ones_are_taken()
    {
        WriteWhole();
        Open().Dataset.Train.ClassNames[9].ShouldBe("truck");
    }

    [Fact]
    public void A_list_of_names_is_taken()
    {
        WriteWhole();
        _folder.Write("batches.meta.txt", "one\ntwo\n\n"u8);
        Open().Dataset.Train.ClassNames.ShouldBe(["one", "two"]);
    }

    [Fact]
    public void Without_a_test_file_a_share_of_each_class_is_drawn()
    {
        _folder.Write("data_batch_1.bin", [.. Enumerable.Range(0, 20).SelectMany(i => Record((byte)(i % 2)))]);
        Open().Dataset.Test.Labels.ToArray().Order().ShouldBe([0, 0, 1, 1]);
    }

    [Fact]
    public void Files_may_be_links()
    {
        WriteWhole();
        string linked = Directory.CreateDirectory(_folder["linked"]).FullName;
        foreach (string file in Directory.GetFiles(_folder.Path)) { File.CreateSymbolicLink(Path.Combine(linked, Path.GetFileName(file)), file); }
        Dataset through = DatasetLoader.Open(linked, new DatasetOptions(), new Seed(1)).Dataset;
        through.Train.Pixels.SequenceEqual(Open().Dataset.Train.Pixels).ShouldBeTrue();
    }

    [Fact]
    public void Where_no_test_images_are_asked_for_all_are_training_images()
    {
        _folder.Write("data_batch_1.bin", [.. Enumerable.Range(0, 20).SelectMany(i => Record((byte)(i % 2)))]);
        Dataset whole = Open(new DatasetOptions { TestFraction = 0 }).Dataset;
        (whole.Train.Count, whole.Test.Count).ShouldBe((20, 0));
    }

    [Fact]
    public void A_truncated_file_is_refused_with_its_offset()
    {
        WriteWhole();
        string path = _folder.Write("data_batch_1.bin", new byte[2 * RecordSize + 100]);
        Should.Throw<DatasetException>(() => Open()).Message.ShouldBe(
            $"{path}: record 2, at byte 6146: found the end of the file after 100 bytes, 6246 in all, "
            + "expected 3073 bytes a record: a multiple of 3073");
    }

    [Fact]
    public void A_label_out_of_range_is_refused_with_its_record()
    {
        WriteWhole();
        string path = _folder.Write("data_batch_1.bin", [.. Record(label: 9), .. Record(label: 10)]);
        Should.Throw<DatasetException>(() => Open()).Message.ShouldBe(
            $"{path}: record 1, at byte 3073: found the label 10, expected a label of 0 to 9");
    }

    [Fact]
    public void Files_without_a_record_are_refused()
    {
        WriteWhole();
        _folder.Write("data_batch_1.bin", []);
        Should.Throw<DatasetException>(() => Open()).Message.ShouldContain("no record in data_batch_1.bin");
    }

    [Fact]
    public void A_bad_record_is_skipped_on_demand()
    {
        WriteWhole();
        _folder.Write("data_batch_1.bin", [.. Record(label: 1), .. Record(label: 99), .. Record(label: 3)]);
        Open(new DatasetOptions { SkipBad = true }).Dataset.Train.Labels.ToArray().ShouldBe([1, 3]);
    }

    [Fact]
    public void What_is_skipped_is_listed_with_its_reason()
    {
        WriteWhole();
        string path = _folder.Write("data_batch_1.bin", [.. Record(label: 99), .. Record(label: 1), 1, 2, 3]);
        Open(new DatasetOptions { SkipBad = true }).Skipped.ShouldBe(
        [
            new SkippedFile(path, "record 0, at byte 0: found the label 99, expected a label of 0 to 9"),
            new SkippedFile(path, "record 2, at byte 6146: found the end of the file after 3 bytes, 6149 in all, "
                + "expected 3073 bytes a record: a multiple of 3073"),
        ]);
    }

    private void WriteWhole()
    {
        _folder.Write("data_batch_1.bin", Record(label: 0));
        _folder.Write("test_batch.bin", Record(label: 1));
    }

    private static byte[] Record(byte label)
    {
        byte[] record = new byte[RecordSize];
        record[0] = label;
        return record;
    }

    private LoadedDataset Open(DatasetOptions? options = null) =>
        DatasetLoader.Open(_folder.Path, options ?? new DatasetOptions(), new Seed(1));
}
