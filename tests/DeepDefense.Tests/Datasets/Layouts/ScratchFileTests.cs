using DeepDefense.Datasets;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets.Layouts;

public sealed class ScratchFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_that_are_too_many_for_the_memory_are_the_same_as_others()
    {
        for (int i = 0; i < 12; i++)
        {
            ImageFile.WritePng(_folder[$"set/{(i % 2 == 0 ? "cat" : "dog")}/{i}.png"], new RgbImage(3, 2, [.. Enumerable.Range(0, 18).Select(at => (byte)(10 * i + at))]));
        }
        _folder.Write("set/cat/bad.png", "text"u8.ToArray());
        LoadedDataset held = Open(1 << 20);
        int before = MappedScratchFiles();
        LoadedDataset mapped = Open(0);
        if (OperatingSystem.IsLinux()) { MappedScratchFiles().ShouldBe(before + 2); } // training and test images
        mapped.Skipped.ShouldBe(held.Skipped);
        foreach ((LabeledImages found, LabeledImages expected) in new[] { (mapped.Dataset.Train, held.Dataset.Train), (mapped.Dataset.Test, held.Dataset.Test) })
        {
            found.Pixels.SequenceEqual(expected.Pixels).ShouldBeTrue();
            found.Sources.ShouldBe(expected.Sources);
        }
    }

    [Fact]
    public void Without_a_readable_image_the_error_is_that_of_others()
    {
        _folder.Write("set/cat/bad.png", "text"u8.ToArray());
        _folder.Write("set/dog/bad.png", "text"u8.ToArray());
        Should.Throw<DatasetException>(() => Open(0)).Message.ShouldBe(Should.Throw<DatasetException>(() => Open(1 << 20)).Message);
    }

    [Fact]
    public void Nobody_else_sees_the_file()
    {
        using FileStream file = ScratchFile.Create(4);
        file.Write([1, 2, 3, 4]);
        file.Position = 0;
        file.ReadByte().ShouldBe(1);
        if (!OperatingSystem.IsWindows()) { File.Exists(file.Name).ShouldBeFalse(); }
    }

    [Fact]
    public void Where_the_disk_is_too_small_nothing_is_begun() =>
        Should.Throw<IOException>(() => ScratchFile.Create(long.MaxValue)).Message.ShouldContain("are free on its disk; set TMPDIR, use --cache FOLDER");

    // Those of other tests lie in folders of their own.
    private static int MappedScratchFiles() => !OperatingSystem.IsLinux() ? 0
        : File.ReadLines("/proc/self/maps").Count(line => line.EndsWith(" (deleted)", StringComparison.Ordinal) && Path.GetDirectoryName(line[line.IndexOf('/', StringComparison.Ordinal)..]) == ScratchFile.Folder().TrimEnd('/'));

    private LoadedDataset Open(long mostInMemory) => DatasetLoader.Open(_folder["set"], new DatasetOptions { SkipBad = true, MostInMemory = mostInMemory }, new Seed(1));
}
