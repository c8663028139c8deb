using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class ImageManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_set_comes_back_bit_for_bit_and_in_its_order()
    {
        Dataset written = SmallDataset.Make(train: 7, test: 3, side: 4, "a, b", "it's \"x\"", "=1+1");
        ImageManifest.Save(_folder.Path, written);
        LoadedDataset read = DatasetLoader.Open(_folder.Path, new DatasetOptions(), new Seed(1));
        read.Layout.ShouldBe("CSV manifest");
        foreach ((LabeledImages found, LabeledImages expected) in new[] { (read.Dataset.Train, written.Train), (read.Dataset.Test, written.Test) })
        {
            found.Pixels.SequenceEqual(expected.Pixels).ShouldBeTrue();
            NamesOf(found).ShouldBe(NamesOf(expected));
        }
    }

    [Fact]
    public void A_class_name_with_a_line_break_is_refused_before_anything_is_written()
    {
        Should.Throw<ArgumentException>(() => ImageManifest.Save(_folder["out"], SmallDataset.Make(1, 1, 4, "a\nb")));
        Directory.Exists(_folder["out"]).ShouldBeFalse();
    }

    private static string[] NamesOf(LabeledImages images) => [.. images.Labels.ToArray().Select(label => images.ClassNames[label])];
}
