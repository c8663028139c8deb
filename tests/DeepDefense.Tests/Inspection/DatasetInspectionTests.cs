using System.Security.Cryptography;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Inspection;
using DeepDefense.Steganalysis;
using DeepDefense.Tests.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Inspection;

public sealed class DatasetInspectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DatasetInspectionTests()
    {
        WritePng("train/cat/1.png", 2, 3, 1);
        WritePng("train/cat/2.png", 2, 3, 2);
        WritePng("train/dog/1.png", 4, 4, 3);
        WritePng("test/dog/1.png", 4, 4, 4);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_are_counted_by_class_size_and_format()
    {
        _folder.Write("test/cat/9.JPG", JpegFixture.File);
        DatasetReport report = Inspect();
        (report.Layout, report.Train, report.Test).ShouldBe(("image folder", 3, 2));
        report.Classes.ShouldBe([new ClassCount("cat", 2, 1), new ClassCount("dog", 1, 1)]);
        report.Sizes.ShouldContain(new SizeCount(3, 2, 2));
        report.Sizes.ShouldContain(new SizeCount(4, 4, 2));
        report.Sizes[^1].ShouldBe(new SizeCount(JpegFixture.Width, JpegFixture.Height, 1));
        report.Formats.ShouldBe([new FormatCount("JPEG", 1), new FormatCount("PNG", 4)]);
        report.Bytes.ShouldBe(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length));
    }

    [Fact]
    public void Different_images_are_no_duplicates() => Inspect().Duplicates.Groups.ShouldBeEmpty();

    [Fact]
    public void A_duplicate_within_a_class_is_of_that_class_only()
    {
        WritePng("train/cat/3.png", 2, 3, 2);
        DuplicateGroup group = Inspect().Duplicates.Groups.ShouldHaveSingleItem();
        group.Sources.ShouldBe(["train/cat/2.png", "train/cat/3.png"]);
        (group.AcrossClasses, group.AcrossParts).ShouldBe((false, false));
    }

    [Fact]
    public void Duplicates_across_classes_and_parts_are_told_apart_and_come_first()
    {
        WritePng("train/cat/3.png", 2, 3, 2);
        WritePng("test/cat/7.png", 4, 4, 3);
        DuplicateReport duplicates = Inspect().Duplicates;
        duplicates.Groups[0].Sources.ShouldBe(["train/dog/1.png", "test/cat/7.png"]);
        (duplicates.WithinClass, duplicates.AcrossClasses, duplicates.AcrossParts, duplicates.Surplus).ShouldBe((1, 1, 1, 2));
    }

    [Fact]
    public void Equal_bytes_of_another_shape_are_no_duplicate()
    {
        ImageFile.WritePng(_folder["train/cat/3.png"], new RgbImage(3, 2, Pixels(2, 3, 1)));
        Inspect().Duplicates.Groups.ShouldBeEmpty();
    }

    [Fact]
    public void The_hash_is_over_size_and_planar_pixels()
    {
        WritePng("train/cat/3.png", 2, 3, 2);
        byte[] expected = SHA256.HashData([2, 0, 0, 0, 3, 0, 0, 0, .. Pixels(2, 3, 2)]);
        Inspect().Duplicates.Groups[0].Sha256.ShouldBe(Convert.ToHexStringLower(expected));
    }

    [Fact]
    public void Bad_files_are_an_error_or_listed_on_demand()
    {
        string bad = _folder.Write("train/dog/2.png", "text"u8);
        Should.Throw<ImageFormatException>(() => Inspect()).Path.ShouldBe(bad);
        Inspect(skipBad: true).Skipped.Select(file => file.Path).ShouldBe([bad]);
    }

    [Fact]
    public void Records_are_inspected_as_files_are()
    {
        Dataset dataset = SyntheticImages.Create(new SyntheticOptions { TrainCount = 20, TestCount = 10 }, new Seed(1));
        Cifar10Binary.Save(_folder["cifar"], dataset);
        DatasetReport report = Inspect("cifar");
        (report.Train, report.Test, report.Bytes).ShouldBe((20, 10, 30 * 3073L));
        LabeledImages all = new([.. dataset.Train.Pixels, .. dataset.Test.Pixels], [.. dataset.Train.Labels, .. dataset.Test.Labels], 32, 32, dataset.Train.ClassNames);
        report.Bands.ShouldBe(BandCorrelation.OfImages(all));
    }

    private static byte[] Pixels(int height, int width, int value) => [.. Enumerable.Range(0, 3 * height * width).Select(i => (byte)((i * 31) + value))];

    private void WritePng(string name, int height, int width, int value) =>
        ImageFile.WritePng(_folder[name], new RgbImage(height, width, Pixels(height, width, value)));

    private DatasetReport Inspect(string folder = "", bool skipBad = false) =>
        DatasetInspection.Of(_folder[folder], new DatasetOptions { SkipBad = skipBad }, new Seed(1));
}
