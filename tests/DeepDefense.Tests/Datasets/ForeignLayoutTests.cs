using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Inspection;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Datasets;

/// <summary>Sets as others write them: those of <c>tests/oracle/layouts</c> are Python's, by <c>make_layout_files.py</c>.</summary>
public sealed class ForeignLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("parquet", "Parquet")]
    [InlineData("paths/set.parquet", "Parquet")]
    [InlineData("snappy.parquet", "Parquet")]
    [InlineData("dictionary.parquet", "Parquet")]
    [InlineData("snappy-dictionary.parquet", "Parquet")]
    [InlineData("tar", "WebDataset")]
    [InlineData("npy", "NumPy arrays")]
    [InlineData("planar.npz", "NumPy arrays")]
    [InlineData("grey.npz", "NumPy arrays")]
    [InlineData("idx", "MNIST (IDX)")]
    [InlineData("cifar", "CIFAR in Python")]
    [InlineData("cifar2", "CIFAR in Python")]
    [InlineData("toolbox", "backdoor-toolbox")]
    [InlineData("toolbox-old", "backdoor-toolbox")]
    [InlineData("bench", "BackdoorBench")]
    [InlineData("bench/bd_train_dataset", "BackdoorBench")]
    [InlineData("metadata", "images with metadata")]
    public void Images_and_labels_are_those_that_Python_reads(string name, string layout)
    {
        using JsonDocument known = JsonDocument.Parse(File.ReadAllText(At("layouts.json")));
        JsonElement wanted = known.RootElement.GetProperty(name == "bench/bd_train_dataset" ? "bench" : name);
        foreach (string? cache in new[] { null, _folder["cache"] })
        {
            LoadedDataset loaded = Open(At(name), new DatasetOptions { TestFraction = 0, CacheFolder = cache, LabelColumn = name == "metadata" ? "species" : null });
            LabeledImages train = loaded.Dataset.Train;
            (loaded.Layout, loaded.Skipped.Count).ShouldBe((layout, 0));
            train.Labels.ToArray().ShouldBe(wanted.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32()));
            train.ClassNames.ShouldBe(wanted.GetProperty("names").EnumerateArray().Select(text => text.GetString()!));
            Convert.ToHexStringLower(SHA256.HashData(train.Consecutive(0, train.Count))).ShouldBe(wanted.GetProperty("sha256").GetString());
        }
    }

    [Fact]
    public void Many_tars_are_one_set_by_a_range_in_braces()
    {
        Directory.CreateDirectory(_folder["t"]);
        foreach (int number in new[] { 8, 9, 10 }) { File.Copy(At("tar/train-000000.tar"), _folder[$"t/a-{number:D3}.tar"]); }
        Open(_folder["t/a-{008..010}.tar"]).Dataset.Train.Count.ShouldBe(24);
        Should.Throw<DatasetException>(() => Open(_folder["t/a-{010..008}.tar"])).Message.ShouldContain("range");
    }

    [Fact]
    public void Rows_without_image_or_class_are_named()
    {
        LoadedDataset loaded = Open(At("nulls"), new DatasetOptions { TestFraction = 0, SkipBad = true });
        loaded.Dataset.Train.Count.ShouldBe(5);
        loaded.Skipped.Select(file => file.Reason[..5]).ShouldBe(["row 2", "row 5", "row 4"]);
        Should.Throw<DatasetException>(() => Open(At("nulls"))).Message.ShouldContain("row 2: found no class (null), expected a number from 0 to 2");
    }

    [Fact]
    public void Paths_that_leave_the_folder_are_refused()
    {
        Should.Throw<DatasetException>(() => Open(At("outside"))).Message.ShouldContain("row 0: found the path ../paths/pictures/0.png");
        LoadedDataset tricks = Open(At("tricks.tar"), new DatasetOptions { TestFraction = 0, SkipBad = true });
        tricks.Dataset.Train.Count.ShouldBe(1);
        tricks.Skipped.Count.ShouldBe(5); // two that lead out and the class of one, a link, an image without a class
        tricks.Skipped.ShouldContain(file => file.Reason.Contains("SymbolicLink", StringComparison.Ordinal));
        Should.Throw<DatasetException>(() => Open(At("tricks.tar"))).Message.ShouldContain("leads out of the tar");
    }

    [Theory]
    [InlineData("float", "values of <f8")]
    [InlineData("fortran", "Fortran")]
    [InlineData("flat", "the shape (8, 90)")]
    [InlineData("fewer", "7 labels")]
    [InlineData("bigendian", "labels of the type >i8")]
    [InlineData("floatlabels", "labels of the type <f8")]
    [InlineData("objects", "values of |O")]
    [InlineData("negative", "image 0: found the class -1")]
    public void Arrays_of_another_kind_are_refused_with_the_reason(string name, string reason) =>
        Should.Throw<DatasetException>(() => Open(At($"bad/{name}"))).Message.ShouldContain(reason);

    [Fact]
    public void A_pickle_that_calls_something_is_refused_and_nothing_is_called() =>
        Should.Throw<ModelFormatException>(() => Open(At("evil"))).Message.ShouldContain("a call of os.system");

    [Fact]
    public void A_poisoned_version_that_BackdoorBench_did_not_train_on_is_left_out_and_named()
    {
        LoadedDataset loaded = Open(At("bench-all"));
        loaded.Dataset.Train.Count.ShouldBe(7);
        SkippedFile left = loaded.Skipped.ShouldHaveSingleItem();
        (Path.GetFileName(left.Path), left.Reason.Contains("poison_indicator", StringComparison.Ordinal)).ShouldBe(("4.png", true));
    }

    [Fact]
    public void Without_a_record_beside_it_the_folders_of_BackdoorBench_are_the_classes_by_number()
    {
        foreach (string folder in new[] { "10", "9" }) { _folder.Write($"bd_train_dataset/{folder}/1.png", File.ReadAllBytes(At("metadata/train/0.png"))); }
        Open(_folder["bd_train_dataset"]).Dataset.Train.ClassNames.ShouldBe(["9", "10"]);
    }

    [Theory]
    [InlineData("snappy.parquet")]
    [InlineData("snappy-dictionary.parquet")]
    [InlineData("parquet/data/train-00000-of-00001.parquet")]
    [InlineData("tar/train-000000.tar")]
    [InlineData("planar.npz")]
    [InlineData("idx/raw/train-images-idx3-ubyte")]
    [InlineData("cifar/data_batch_1")]
    public void Files_that_are_cut_are_refused(string name)
    {
        byte[] whole = File.ReadAllBytes(At(name));
        string root = name.Split('/')[0];
        foreach (int length in new[] { 0, 3, 100, whole.Length / 2, name.Contains("tar", StringComparison.Ordinal) ? whole.Length * 3 / 4 : whole.Length - 1 }) // a tar ends in spare zeros
        {
            if (root != name) { CopyAll(At(root), _folder[root]); }
            _folder.Write(name, whole.AsSpan(0, length));
            Should.Throw<Exception>(() => Open(_folder[root])).ShouldSatisfyAllConditions(e => (e is DatasetException or ImageFormatException or ModelFormatException).ShouldBeTrue($"{length} bytes: {e}"));
        }
    }

    [Fact]
    public void A_page_that_unpacks_to_far_more_than_it_is_is_refused() =>
        Should.Throw<ImageFormatException>(() => Open(At("bomb"))).Message.ShouldContain("unpacks to 4194");

    [Fact]
    public void A_Parquet_row_group_of_more_rows_than_bytes_is_refused()
    {
        byte[] whole = File.ReadAllBytes(At("bomb/train.parquet"));
        // The rows of the one row group and of all, zigzag: 1 is 2 there.
        int at = whole.AsSpan().LastIndexOf("schema"u8);
        byte[] many = [0x26, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F];
        int group = whole.AsSpan().LastIndexOf([(byte)0x16, (byte)0x02, (byte)0x00]);
        at.ShouldBeGreaterThan(0);
        group.ShouldBeGreaterThan(at);
        byte[] changed = [.. whole.AsSpan(0, group), 0x16, .. many.AsSpan(1), .. whole.AsSpan(group + 2, whole.Length - group - 10), .. BitConverter.GetBytes(BitConverter.ToInt32(whole, whole.Length - 8) + 4), .. "PAR1"u8];
        Should.Throw<DatasetException>(() => Open(_folder.Write("many.parquet", changed))).Message.ShouldContain("rows");
    }

    [Fact]
    public void Numbers_that_claim_more_than_there_is_take_no_memory()
    {
        byte[] whole = File.ReadAllBytes(At("idx/raw/train-images-idx3-ubyte"));
        CopyAll(At("idx"), _folder["idx"]);
        BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(4), int.MaxValue);
        _folder.Write("idx/raw/train-images-idx3-ubyte", whole);
        Should.Throw<DatasetException>(() => Open(_folder["idx"])).Message.ShouldContain("2147483647 images");
        byte[] labels = [0, 0, 8, 1, 0x7F, 0xFF, 0xFF, 0xFF, 1];
        _folder.Write("idx/raw/train-images-idx3-ubyte", File.ReadAllBytes(At("idx/raw/train-images-idx3-ubyte")));
        _folder.Write("idx/raw/train-labels-idx1-ubyte", labels);
        Should.Throw<DatasetException>(() => Open(_folder["idx"])).Message.ShouldContain("2147483647 labels");
    }

    [Theory]
    [InlineData(SetLayout.Parquet)]
    [InlineData(SetLayout.Tar)]
    [InlineData(SetLayout.Npy)]
    [InlineData(SetLayout.Metadata)]
    [InlineData(SetLayout.Manifest)]
    [InlineData(SetLayout.Folder)]
    public void What_is_written_is_read_again(SetLayout layout)
    {
        Dataset data = SmallDataset.Make(9, 4, 6, "ape", "bee", "cow");
        SetWriter.Save(layout, _folder["out"], data);
        LoadedDataset read = Open(_folder["out"]);
        SetWriter.NearestTo(read).ShouldBe(layout);
        (read.Skipped.Count, read.Dataset.Test.Count).ShouldBe((0, 4));
        read.Dataset.Train.ClassNames.ShouldBe(data.Train.ClassNames);
        int[] order = layout == SetLayout.Folder ? [0, 3, 6, 1, 4, 7, 2, 5, 8] : [.. Enumerable.Range(0, 9)];
        SmallDataset.NumbersOf(read.Dataset.Train).ShouldBe(order);
        read.Dataset.Train.Labels.ToArray().ShouldBe(order.Select(i => i % 3));
    }

    [Fact]
    public void Data_info_looks_at_records_as_at_files()
    {
        DatasetReport report = DatasetInspection.Of(At("parquet"), new DatasetOptions { TestFraction = 0 }, default);
        (report.Layout, report.Train, report.Formats.Single().Name).ShouldBe(("Parquet", 8, "PNG"));
    }

    private static string At(string name) => Path.Combine(Numbers.OraclePath("layouts"), name);

    private static LoadedDataset Open(string path, DatasetOptions? options = null) => DatasetLoader.Open(path, options ?? new DatasetOptions { TestFraction = 0 }, default);

    private static void CopyAll(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
