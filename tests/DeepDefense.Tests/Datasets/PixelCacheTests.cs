using System.Security.Cryptography;
using System.Text;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class PixelCacheTests : IDisposable
{
    private static readonly DateTime Old = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
    private readonly TemporaryFolder _folder = new();

    public PixelCacheTests()
    {
        for (int i = 0; i < 12; i++) { WritePng(i, (byte)(10 * i)); }
        Write("set/cat/bad.png", "text");
    }

    private string[] Hashes => [.. Files.Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))];

    private string[] Files => [.. Directory.GetFiles(_folder["cache"]).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(5)]
    public void Images_are_those_that_are_read_without_a_cache(int? size)
    {
        LoadedDataset plain = Open(cached: false, size), made = Open(cached: true, size), kept = Open(cached: true, size);
        foreach (LoadedDataset loaded in new[] { made, kept })
        {
            loaded.Skipped.ShouldBe(plain.Skipped);
            foreach ((LabeledImages found, LabeledImages expected) in new[] { (loaded.Dataset.Train, plain.Dataset.Train), (loaded.Dataset.Test, plain.Dataset.Test) })
            {
                found.Pixels.SequenceEqual(expected.Pixels).ShouldBeTrue();
                found.Labels.SequenceEqual(expected.Labels).ShouldBeTrue();
                found.Sources.ShouldBe(expected.Sources);
                (found.Height, found.Width).ShouldBe((expected.Height, expected.Width));
            }
        }
    }

    [Fact]
    public void A_cache_is_used_again_while_no_file_changes()
    {
        Open();
        // Other bytes of the same length and time: only a reader of the files would notice.
        string path = _folder["set/cat/0.png"];
        DateTime time = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, new byte[new FileInfo(path).Length]);
        File.SetLastWriteTimeUtc(path, time);
        Open().Skipped.Count.ShouldBe(1);
    }

    [Fact]
    public void A_link_whose_file_changed_is_decoded_again()
    {
        string link = _folder["set/cat/0.png"], target = _folder["elsewhere.png"];
        File.Move(link, target);
        File.CreateSymbolicLink(link, target);
        Open().Skipped.Count.ShouldBe(1);
        File.WriteAllBytes(target, [1, 2, 3]);
        Open().Skipped.Count.ShouldBe(2);
    }

    [Fact]
    public void A_file_that_changed_is_decoded_again()
    {
        Open();
        WritePng(0, 99);
        File.SetLastWriteTimeUtc(_folder["set/cat/0.png"], Old);
        Dataset dataset = Open().Dataset;
        new[] { dataset.Train, dataset.Test }.Any(part => Enumerable.Range(0, part.Count).Any(i => part.Image(i)[0] == 99)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(50)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(4100)]
    [InlineData(-3)]
    public void A_damaged_cache_is_made_again(int offset)
    {
        Open();
        string[] sound = Hashes;
        foreach (string file in Files)
        {
            byte[] bytes = File.ReadAllBytes(file);
            bytes[offset < 0 ? ^-offset : offset] ^= 0x40;
            Replace(file, bytes);
        }
        Open().Dataset.Train.Count.ShouldBe(10);
        Hashes.ShouldBe(sound);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(4100)]
    public void A_cache_that_was_cut_is_made_again(int length)
    {
        Open();
        string[] sound = Hashes;
        foreach (string file in Files) { Replace(file, File.ReadAllBytes(file)[..length]); }
        Open();
        Hashes.ShouldBe(sound);
    }

    [Fact]
    public void A_bad_file_is_the_error_and_leaves_no_cache()
    {
        ImageFormatException failure = Should.Throw<ImageFormatException>(() => Open(skipBad: false));
        failure.Path.ShouldBe(_folder["set/cat/bad.png"]);
        Files.ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_not_taken_for_the_cache()
    {
        using FileStream busy = Lock("set/cat/0.png");
        Should.Throw<IOException>(() => Open(skipBad: false)).Message.ShouldContain(_folder["set/cat/0.png"]);
    }

    [Fact]
    public void A_file_that_could_not_be_read_is_tried_again()
    {
        using (Lock("set/cat/0.png")) { Open().Skipped.Count.ShouldBe(2); }
        Open().Skipped.Count.ShouldBe(1);
    }

    [Fact]
    public void Test_images_that_were_resized_are_not_found_where_their_size_is_not_declared()
    {
        for (int i = 0; i < 3; i++)
        {
            ImageFile.WritePng(_folder[$"parts/train/cat/{i}.png"], new RgbImage(8, 8, new byte[192]));
            ImageFile.WritePng(_folder[$"parts/test/cat/{i}.png"], new RgbImage(9, 9, new byte[243]));
        }
        DatasetOptions options = new() { CacheFolder = _folder["cache"] };
        DatasetLoader.Open(_folder["parts"], options with { Size = 8 }, new Seed(1)).Dataset.Test.Height.ShouldBe(8);
        Should.Throw<DatasetException>(() => DatasetLoader.Open(_folder["parts"], options, new Seed(1))).Message.ShouldContain("9 x 9 pixels");
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_an_error_that_names_it()
    {
        Write("cache", "in the way");
        Should.Throw<IOException>(() => Open()).Message.ShouldContain($"cannot write {_folder["cache"]}");
    }

    [Fact]
    public void A_cache_inside_the_set_is_refused_as_it_would_be_read_as_a_class() =>
        Should.Throw<DatasetException>(() => DatasetLoader.Open(_folder["set"], new DatasetOptions { CacheFolder = _folder["set/cache"] }, new Seed(1)))
            .Message.ShouldContain("expected a folder outside of the set");

    // Neither length nor time of change tell of it.
    private FileStream Lock(string name) => new(_folder[name], FileMode.Open, FileAccess.ReadWrite, FileShare.None);

    // Renamed over, as the mapping of the sound one lasts.
    private void Replace(string file, byte[] bytes)
    {
        File.WriteAllBytes(_folder["new"], bytes);
        File.Move(_folder["new"], file, overwrite: true);
    }

    private void Write(string name, string text) => _folder.Write(name, Encoding.ASCII.GetBytes(text));

    private void WritePng(int number, byte value) =>
        ImageFile.WritePng(_folder[$"set/{(number % 2 == 0 ? "cat" : "dog")}/{number}.png"], new RgbImage(3, 2, [.. Enumerable.Range(0, 18).Select(i => (byte)(value + (i == 0 ? 0 : i)))]));

    private LoadedDataset Open(bool cached = true, int? size = null, bool skipBad = true) => DatasetLoader.Open(_folder["set"],
        new DatasetOptions { Size = size, SkipBad = skipBad, CacheFolder = cached ? _folder["cache"] : null }, new Seed(1));
}
