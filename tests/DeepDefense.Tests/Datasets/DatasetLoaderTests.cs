using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class DatasetLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_folder_is_refused() =>
        Refusal(_folder.Path).ShouldStartWith($"{_folder.Path}: found an empty folder, expected data_batch_*.bin");

    [Fact]
    public void A_missing_folder_is_refused() =>
        Refusal(_folder["none"]).ShouldBe($"{_folder["none"]}: there is no such file or folder");

    [Fact]
    public void A_file_in_place_of_a_folder_is_refused() =>
        Refusal(_folder.Write("file", [])).ShouldEndWith("found a file, expected a folder, a CSV manifest (.csv), .parquet, .tar or .npz");

    [Fact]
    public void A_folder_of_something_else_is_refused_with_what_is_in_it()
    {
        _folder.Write("readme.txt", []);
        _folder.Write("sub/readme.txt", []);
        Refusal(_folder.Path).ShouldContain("found 1 files and 1 folders");
    }

    [Fact]
    public void A_data_set_is_called_after_its_folder()
    {
        Cifar10Binary.Save(_folder["mine"], SmallDataset.Make(1, 1, 32, "cat"));
        DatasetLoader.Open(_folder["mine/"], new DatasetOptions(), new Seed(1)).Dataset.Name.ShouldBe("mine");
    }

    private static string Refusal(string path) =>
        Should.Throw<DatasetException>(() => DatasetLoader.Open(path, new DatasetOptions(), new Seed(1))).Message;
}
