using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class Cifar100LayoutTests : IDisposable
{
    private const int RecordSize = 3074;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_second_byte_is_the_label_and_the_image_follows_it()
    {
        byte[] record = [.. Enumerable.Range(0, RecordSize).Select(i => (byte)(i % 251))];
        (record[0], record[1]) = (19, 99);
        Write(train: record);
        LoadedDataset loaded = Open();
        loaded.Layout.ShouldBe("CIFAR-100 binary");
        loaded.Dataset.Train.Labels.ToArray().ShouldBe([99]);
        loaded.Dataset.Train.Image(0).ToArray().ShouldBe(record[2..]);
    }

    [Fact]
    public void Classes_have_their_fine_names()
    {
        Write(train: Record(1));
        _folder.Write("fine_label_names.txt", "apple\naquarium_fish\n"u8);
        _folder.Write("coarse_label_names.txt", "fish\n"u8);
        Open().Dataset.Train.ClassNames.ShouldBe(["apple", "aquarium_fish"]);
    }

    [Fact]
    public void A_train_file_alone_is_no_CIFAR()
    {
        _folder.Write("train.bin", Record(1));
        Should.Throw<DatasetException>(() => Open()).Message.ShouldContain("found 1 files and 0 folders");
    }

    [Fact]
    public void A_label_out_of_range_is_refused_with_its_record()
    {
        Write(train: [.. Record(99), .. Record(100)]);
        Should.Throw<DatasetException>(() => Open()).Message.ShouldBe(
            $"{_folder["train.bin"]}: record 1, at byte 3074: found the label 100, expected a label of 0 to 99");
    }

    [Fact]
    public void A_truncated_file_is_refused_with_its_offset()
    {
        Write(train: new byte[RecordSize + 3073]);
        Should.Throw<DatasetException>(() => Open()).Message.ShouldEndWith(
            "record 1, at byte 3074: found the end of the file after 3073 bytes, 6147 in all, expected 3074 bytes a record: a multiple of 3074");
    }

    private void Write(byte[] train)
    {
        _folder.Write("train.bin", train);
        _folder.Write("test.bin", Record(0));
    }

    private static byte[] Record(byte fine)
    {
        byte[] record = new byte[RecordSize];
        record[1] = fine;
        return record;
    }

    private LoadedDataset Open() => DatasetLoader.Open(_folder.Path, new DatasetOptions(), new Seed(1));
}
