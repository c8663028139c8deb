using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dataset _dataset = SmallDataset.Make(train: 6, test: 2, side: 4, "dog", "cat");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_are_named_by_class_and_index()
    {
        ImageFolder.Save(_folder.Path, _dataset);
        Directory.GetFiles(_folder["train/cat"]).Select(Path.GetFileName).Order()
            .ShouldBe(["00001.png", "00003.png", "00005.png"]);
    }

    [Fact]
    public void Images_come_back_in_the_order_of_the_class_names()
    {
        ImageFolder.Save(_folder.Path, _dataset);
        SmallDataset.NumbersOf(Open().Train).ShouldBe([1, 3, 5, 0, 2, 4]);
    }

    [Fact]
    public void Pixels_come_back_bit_for_bit()
    {
        ImageFolder.Save(_folder.Path, _dataset);
        Open().Test.Image(1).SequenceEqual(_dataset.Test.Image(0)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("../../etc", "_.._.._etc")]
    [InlineData("/root", "_root")]
    [InlineData("..", "_..")]
    [InlineData(".hidden", "_.hidden")]
    [InlineData("", "_")]
    [InlineData("a\\b\nc", "a_b_c")]
    public void A_class_name_cannot_leave_the_folder(string className, string folderName)
    {
        ImageFolder.Save(_folder["set"], SmallDataset.Make(1, 1, 4, className));
        Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".png", StringComparison.Ordinal)).Order()
            .ShouldBe([_folder[$"set/test/{folderName}/00000.png"], _folder[$"set/train/{folderName}/00000.png"]]);
    }

    [Fact]
    public void Two_classes_that_would_share_a_folder_are_refused() =>
        Should.Throw<ArgumentException>(() => ImageFolder.Save(_folder.Path, SmallDataset.Make(2, 2, 4, "a/b", "a:b")))
            .Message.ShouldStartWith("two classes would share the folder 'a_b'");

    [Fact]
    public void Images_of_another_set_are_not_mixed_in()
    {
        string stranger = _folder.Write("train/bird/1.png", []);
        Should.Throw<IOException>(() => ImageFolder.Save(_folder.Path, _dataset)).Message
            .ShouldBe($"{stranger} belongs to another data set: write to an empty folder");
    }

    [Fact]
    public void A_set_that_was_written_in_part_is_completed()
    {
        ImageFolder.Save(_folder.Path, _dataset);
        File.Delete(_folder["train/cat/00003.png"]);
        ImageFolder.Save(_folder.Path, _dataset);
        Open().Train.Count.ShouldBe(6);
    }

    private Dataset Open() => DatasetLoader.Open(_folder.Path, new DatasetOptions(), new Seed(1)).Dataset;
}
