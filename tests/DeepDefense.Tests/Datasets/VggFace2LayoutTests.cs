using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class VggFace2LayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_layout_is_recognised_by_its_folder_names()
    {
        WriteFaces("n000001", "n000002");
        Open(new DatasetOptions()).Layout.ShouldBe("VGGFace2");
    }

    [Fact]
    public void One_folder_of_another_name_makes_it_an_image_folder()
    {
        WriteFaces("n000001", "someone");
        Open(new DatasetOptions { Size = 8 }).Layout.ShouldBe("image folder");
    }

    [Fact]
    public void Faces_are_resized_to_the_size_of_the_paper()
    {
        WriteFaces("n000001");
        Open(new DatasetOptions()).Dataset.Train.Height.ShouldBe(64);
    }

    [Fact]
    public void A_declared_size_goes_first()
    {
        WriteFaces("n000001");
        Open(new DatasetOptions { Size = 20 }).Dataset.Test.Width.ShouldBe(20);
    }

    private void WriteFaces(params string[] people)
    {
        foreach (string person in people)
        {
            ImageFile.WritePng(_folder[$"train/{person}/0001_01.png"], new RgbImage(9, 7, new byte[189]));
            ImageFile.WritePng(_folder[$"test/{person}/0002_01.png"], new RgbImage(5, 8, new byte[120]));
        }
    }

    private LoadedDataset Open(DatasetOptions options) => DatasetLoader.Open(_folder.Path, options, new Seed(1));
}
