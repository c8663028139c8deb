using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

/// <summary>Parts of sets: 600 images are three blocks.</summary>
public sealed class ShardTests : IDisposable
{
    private const int Images = 600, Bad = 300;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(600, 3)]
    [InlineData(600, 2)]
    [InlineData(600, 7)]
    [InlineData(1, 4)]
    [InlineData(int.MaxValue, 100_000)]
    public void Parts_are_whole_blocks_that_cover_each_row_once(int count, int parts)
    {
        int next = 0;
        foreach (int number in Enumerable.Range(1, parts))
        {
            (int first, int end) = new Shard(number, parts).RowsOf(count);
            first.ShouldBe(next);
            (end == count || end % Shard.Block == 0).ShouldBeTrue();
            next = end;
        }
        next.ShouldBe(count);
    }

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1/0")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("-1/4")]
    [InlineData("1/100001")]
    [InlineData("a/b")]
    public void What_is_no_part_is_none(string text) => Shard.TryParse(text).ShouldBeNull();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_part_reads_its_own_images_alone_and_knows_all_rows(bool cached)
    {
        Write();
        _folder.Write($"set/cat/{Bad:D4}.ppm", "no picture"u8);
        DatasetOptions options = new() { TestFraction = 0, CacheFolder = cached ? _folder["cache"] : null };
        LoadedDataset first = Open(options with { Shard = new Shard(1, 3) }), last = Open(options with { Shard = new Shard(3, 3) });
        first.Dataset.Train.Sources.ShouldBe([.. Enumerable.Range(0, 256).Select(i => $"cat/{i:D4}.ppm")]);
        last.Rows.Read.ShouldBe(Enumerable.Range(512, Images - 512));
        (first.Rows.Count, first.Rows.Fingerprint).ShouldBe((Images, last.Rows.Fingerprint));
        Should.Throw<Exception>(() => Open(options with { Shard = new Shard(2, 3) })).Message.ShouldContain($"{Bad:D4}.ppm");
    }

    [Fact]
    public void A_row_that_is_left_out_keeps_the_numbers_of_the_others()
    {
        Write();
        _folder.Write($"set/cat/{Bad:D4}.ppm", "no picture"u8);
        LoadedDataset part = Open(new DatasetOptions { TestFraction = 0, SkipBad = true, Shard = new Shard(2, 3) });
        part.Rows.Read.ShouldBe(Enumerable.Range(256, 256).Where(row => row != Bad));
        part.Skipped.Single().Path.ShouldEndWith($"{Bad:D4}.ppm");
    }

    [Fact]
    public void The_size_of_a_part_is_that_of_the_whole_set()
    {
        Write();
        _folder.Write("set/cat/0000.ppm", "P6 1 1 255 abc"u8);
        Should.Throw<DatasetException>(() => Open(new DatasetOptions { TestFraction = 0, Shard = new Shard(3, 3) })).Message.ShouldContain("expected 1 x 1 as in ");
    }

    [Fact]
    public void A_part_without_rows_has_no_image()
    {
        Write();
        LoadedDataset part = Open(new DatasetOptions { TestFraction = 0, Shard = new Shard(1, 4) });
        (part.Dataset.Train.Count, part.Dataset.Train.Height, part.Rows.Count).ShouldBe((0, 2, Images));
    }

    [Fact]
    public void Another_name_is_another_set()
    {
        Write();
        string before = Open(new DatasetOptions { TestFraction = 0 }).Rows.Fingerprint;
        File.Move(_folder["set/cat/0001.ppm"], _folder["set/cat/0001a.ppm"]);
        Open(new DatasetOptions { TestFraction = 0 }).Rows.Fingerprint.ShouldNotBe(before);
    }

    private void Write()
    {
        for (int i = 0; i < Images; i++) { _folder.Write($"set/{(i < 550 ? "cat" : "dog")}/{i:D4}.ppm", "P6 2 2 255 abcdefghijkl"u8); }
    }

    private LoadedDataset Open(DatasetOptions options) => DatasetLoader.Open(_folder["set"], options, new Seed(1));
}
