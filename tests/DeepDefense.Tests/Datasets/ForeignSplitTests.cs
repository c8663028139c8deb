using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeepDefense.Datasets;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Datasets;

/// <summary>What is for training and for testing in sets of others, and what of them is not read.</summary>
public sealed class ForeignSplitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("splits/parquet")]
    [InlineData("splits/tar")]
    [InlineData("splits/npy")]
    [InlineData("splits/stored.npz")]
    [InlineData("splits/packed.npz")]
    [InlineData("splits/metadata")]
    [InlineData("splits/cifar")]
    [InlineData("idx")]
    public void Test_images_are_those_that_Python_reads_with_a_cache_too(string name)
    {
        using JsonDocument known = JsonDocument.Parse(File.ReadAllText(At("layouts.json")));
        JsonElement wanted = known.RootElement.GetProperty($"{name}, test");
        int side = Open(At(name)).Dataset.Test.Height;
        foreach (DatasetOptions options in new[] { new DatasetOptions(), new DatasetOptions { CacheFolder = _folder["cache"] }, new DatasetOptions { CacheFolder = _folder["cache"] } })
        {
            LabeledImages test = Open(At(name), options).Dataset.Test;
            test.Labels.ToArray().ShouldBe(wanted.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32()));
            Convert.ToHexStringLower(SHA256.HashData(test.Consecutive(0, test.Count))).ShouldBe(wanted.GetProperty("sha256").GetString());

            // Resized, training and test images have one size before any is read: nothing but the records tells them apart.
            Dataset resized = Open(At(name), options with { Size = side }).Dataset;
            resized.Train.Pixels.SequenceEqual(resized.Test.Pixels).ShouldBeFalse();
        }
    }

    [Fact]
    public void Folders_below_that_of_the_table_do_not_say_what_an_image_is_for()
    {
        Pictures("train", "train/dev", "test", "test/train");
        Table("train/metadata.csv", "0.ppm,a", "1.ppm,b", "dev/0.ppm,a", "dev/1.ppm,b");
        Table("test/metadata.csv", "0.ppm,a", "train/1.ppm,b");
        Dataset data = Open(_folder.Path).Dataset;
        data.Train.Sources.ShouldBe(["train/0.ppm", "train/1.ppm", "train/dev/0.ppm", "train/dev/1.ppm"]);
        data.Test.Sources.ShouldBe(["test/0.ppm", "test/train/1.ppm"]);
    }

    [Fact]
    public void Of_a_table_above_all_the_topmost_folder_says_what_an_image_is_for()
    {
        Pictures("train/val", "test/dev", "val");
        Table("metadata.csv", "train/val/0.ppm,a", "test/dev/0.ppm,a", "val/0.ppm,a");
        LoadedDataset loaded = Open(_folder.Path);
        (loaded.Dataset.Train.Sources!.Single(), loaded.Dataset.Test.Sources!.Single()).ShouldBe(("train/val/0.ppm", "test/dev/0.ppm"));
        loaded.Skipped.ShouldContain(file => file.Path.EndsWith("val/0.ppm", StringComparison.Ordinal) && file.Reason.Contains("to validate on", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("metadata.csv", "filename,camera\n1.ppm,k\n")]
    [InlineData("metadata.csv", "")]
    [InlineData("metadata.jsonl", "{\"camera\": \"k\"}\n")]
    [InlineData("metadata.jsonl", "\n")]
    public void Tables_without_files_leave_a_folder_of_images_what_it_is(string table, string content)
    {
        Pictures("a", "b");
        _folder.Write(table, Encoding.UTF8.GetBytes(content));
        Open(_folder.Path).Layout.ShouldBe("image folder");
    }

    [Theory]
    [InlineData("metadata.csv", "file_name,label\n\"0.ppm,a\n")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"0.ppm\n")]
    public void Damaged_tables_of_files_are_errors(string table, string content)
    {
        Pictures("train");
        string path = _folder.Write($"train/{table}", Encoding.UTF8.GetBytes(content));
        Should.Throw<DatasetException>(() => Open(_folder.Path)).Path.ShouldBe(path);
    }

    [Fact]
    public void Members_of_an_archive_of_arrays_that_are_in_no_pair_are_named()
    {
        File.Copy(At("splits/stored.npz"), _folder["s.npz"]);
        using (ZipArchive zip = ZipFile.Open(_folder["s.npz"], ZipArchiveMode.Update))
        {
            foreach (string name in new[] { "x_train_part2.npy", "y_train_part2.npy", "more/0.png" })
            {
                using Stream stream = zip.CreateEntry(name).Open();
                stream.Write("no matter"u8);
            }
        }
        Open(_folder["s.npz"]).Skipped.Select(file => file.Reason.Split(',')[0]).ShouldBe(["member x_train_part2.npy", "member y_train_part2.npy", "member more/0.png"]);
    }

    [Fact]
    public void Members_of_a_tar_that_may_be_images_are_named()
    {
        (string Name, byte[] Content)[] members = [("0.ppm", Picture(1)), ("0.cls", [(byte)'0']), ("1.ppm", Picture(2)), ("1.cls", [(byte)'1']),
            ("2.img", Picture(3)), ("3.npy", "text"u8.ToArray()), ("4", Picture(4)), ("5.json", Picture(5)), ("6.dat", "PK\u0003\u0004"u8.ToArray()), ("7.tif", []), ("8.txt", "a picture"u8.ToArray()), ("9.json", "{}"u8.ToArray())];
        using (FileStream file = File.Create(_folder["set.tar"]))
        using (TarWriter tar = new(file))
        {
            foreach ((string name, byte[] content) in members) { tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) }); }
        }
        LoadedDataset loaded = Open(_folder["set.tar"]);
        loaded.Dataset.Train.Count.ShouldBe(2);
        loaded.Skipped.Select(file => file.Reason.Split(':')[0]).ShouldBe(["member 2.img", "member 3.npy", "member 4", "member 5.json", "member 6.dat", "member 7.tif"]);
    }

    private static byte[] Picture(int level) => [.. "P6\n4 4\n255\n"u8, .. Enumerable.Repeat((byte)level, 48)];

    private static string At(string name) => Path.Combine(Numbers.OraclePath("layouts"), name);

    private static LoadedDataset Open(string path, DatasetOptions? options = null) => DatasetLoader.Open(path, options ?? new DatasetOptions { TestFraction = 0 }, default);

    private void Pictures(params string[] folders)
    {
        for (int i = 0; i < folders.Length; i++)
        {
            _folder.Write($"{folders[i]}/0.ppm", Picture(2 * i));
            _folder.Write($"{folders[i]}/1.ppm", Picture((2 * i) + 1));
        }
    }

    private void Table(string name, params string[] rows) => _folder.Write(name, Encoding.UTF8.GetBytes("file_name,label\n" + string.Join('\n', rows) + "\n"));
}
