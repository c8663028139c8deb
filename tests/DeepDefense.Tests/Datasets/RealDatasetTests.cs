using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class RealDatasetTests
{
    private static string Cifar10 => Path.Combine(RealData.Root!, "cifar10");

    [RealDataFact]
    public void Every_record_of_cifar10_is_read() =>
        Open(Cifar10).Train.Count.ShouldBe(Directory.GetFiles(Cifar10, "data_batch_*.bin")
            .Sum(file => (int)(new FileInfo(file).Length / 3073)));

    [RealDataFact]
    public void Cifar10_written_again_is_the_same_file_for_file()
    {
        using TemporaryFolder folder = new();
        Cifar10Binary.Save(folder.Path, Open(Cifar10));
        File.ReadAllBytes(folder["test_batch.bin"])
            .ShouldBe(File.ReadAllBytes(Path.Combine(Cifar10, "test_batch.bin")));
    }

    [RealDataFact]
    public void Faces_of_VGGFace2s_layout_are_read_at_64_pixels()
    {
        string path = Path.Combine(RealData.Root!, "faces");
        LoadedDataset faces = DatasetLoader.Open(path, new DatasetOptions(), new Seed(1));
        (faces.Layout, faces.Dataset.Train.ClassNames.Count, faces.Dataset.Train.Width).ShouldBe(("VGGFace2", 20, 64));
    }

    [RealDataFact]
    public void A_real_photograph_cut_in_half_is_refused()
    {
        string photograph = Directory.GetFiles(Path.Combine(RealData.Root!, "faces", "train", "n000001"), "*.jpg")[0];
        byte[] whole = File.ReadAllBytes(photograph);
        using TemporaryFolder folder = new();
        string half = folder.Write("half.jpg", whole.AsSpan(0, whole.Length / 2));
        Should.Throw<ImageFormatException>(() => ImageFile.Read(half)).Message
            .ShouldContain("a JPEG that ends too early");
    }

    private static Dataset Open(string path) => DatasetLoader.Open(path, new DatasetOptions(), new Seed(1)).Dataset;
}
