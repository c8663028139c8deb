using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class Cifar10BinaryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dataset _dataset = SmallDataset.Make(train: 12, test: 3, side: 32, "cat", "dog");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_come_back_in_their_order()
    {
        Cifar10Binary.Save(_folder.Path, _dataset);
        SmallDataset.NumbersOf(Open().Train).ShouldBe([.. Enumerable.Range(0, 12)]);
    }

    [Fact]
    public void Pixels_come_back_bit_for_bit()
    {
        Cifar10Binary.Save(_folder.Path, _dataset);
        Open().Test.Pixels.SequenceEqual(_dataset.Test.Pixels).ShouldBeTrue();
    }

    [Fact]
    public void Labels_come_back()
    {
        Cifar10Binary.Save(_folder.Path, _dataset);
        Open().Train.Labels.ToArray().ShouldBe(_dataset.Train.Labels.ToArray());
    }

    [Fact]
    public void Class_names_come_back()
    {
        Cifar10Binary.Save(_folder.Path, _dataset);
        Open().Train.ClassNames.ShouldBe(["cat", "dog"]);
    }

    [Fact]
    public void A_set_smaller_than_the_number_of_files_comes_back()
    {
        Cifar10Binary.Save(_folder.Path, SmallDataset.Make(train: 2, test: 1, side: 32, "cat", "dog"));
        Open().Train.Count.ShouldBe(2);
    }

    [Fact]
    public void The_test_images_of_an_older_set_do_not_become_those_of_a_set_without()
    {
        Cifar10Binary.Save(_folder.Path, _dataset);
        Should.Throw<IOException>(() => Cifar10Binary.Save(_folder.Path, _dataset with { Test = _dataset.Test.Subset([]) }))
            .Message.ShouldContain("test_batch.bin belongs to another data set");
    }

    [Fact]
    public void Images_of_another_size_are_refused() =>
        Should.Throw<ArgumentException>(() => Cifar10Binary.Save(_folder.Path, SmallDataset.Make(1, 1, 16, "cat")))
            .Message.ShouldStartWith("CIFAR-10's layout takes images of 32 x 32 pixels, not 16 x 16");

    [Fact]
    public void A_class_name_of_two_lines_is_refused() =>
        Should.Throw<ArgumentException>(() => Cifar10Binary.Save(_folder.Path, SmallDataset.Make(1, 1, 32, "a\nb")));

    [Fact]
    public void A_batch_of_another_set_is_not_mixed_in()
    {
        _folder.Write("data_batch_6.bin", []);
        Should.Throw<IOException>(() => Cifar10Binary.Save(_folder.Path, _dataset)).Message
            .ShouldBe($"{_folder["data_batch_6.bin"]} belongs to another data set: write to an empty folder");
    }

    private Dataset Open() => DatasetLoader.Open(_folder.Path, new DatasetOptions(), new Seed(1)).Dataset;
}
