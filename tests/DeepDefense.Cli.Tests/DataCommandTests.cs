using System.Runtime.Versioning;
using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Tests;
using DeepDefense.Tests.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Tests;

/// <summary>Sets of any layout as a user gives them: looked over, converted, and refused.</summary>
[SupportedOSPlatform("linux")]
public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("folder", "image folder")]
    [InlineData("manifest", "CSV manifest")]
    [InlineData("cifar10", "CIFAR-10 binary")]
    public async Task A_converted_set_has_the_same_images_under_the_same_names(string to, string layout)
    {
        Dataset dataset = SyntheticImages.Create(new SyntheticOptions { TrainCount = 30, TestCount = 12, ClassCount = 3 }, new Seed(1));
        Cifar10Binary.Save(_folder["from"], dataset);
        (await Run("data", "convert", _folder["from"], "--to", to, "--out", _folder["to"])).ShouldBe((ExitCode.Success, ""));
        LoadedDataset read = DatasetLoader.Open(_folder["to"], new DatasetOptions(), new Seed(1));
        read.Layout.ShouldBe(layout);
        Contents(read.Dataset.Train).ShouldBe(Contents(dataset.Train));
        Contents(read.Dataset.Test).ShouldBe(Contents(dataset.Test));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("manifest")]
    [InlineData("cifar10")]
    public async Task A_converted_set_without_test_images_has_none_afterwards(string to)
    {
        Dataset dataset = SyntheticImages.Create(new SyntheticOptions { TrainCount = 30, TestCount = 12, ClassCount = 3 }, new Seed(1));
        Cifar10Binary.Save(_folder["from"], dataset with { Test = dataset.Test.Subset([]) });
        (await Run("data", "convert", _folder["from"], "--to", to, "--out", _folder["to"])).ShouldBe((ExitCode.Success, ""));
        Dataset read = DatasetLoader.Open(_folder["to"], new DatasetOptions { TestFraction = 0 }, new Seed(1)).Dataset;
        Contents(read.Train).ShouldBe(Contents(dataset.Train));
        read.Test.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_folder_in_use_is_not_written_to()
    {
        _folder.Write("to/notes.txt", "mine"u8);
        WriteSet("from");
        (await Run("data", "convert", _folder["from"], "--to", "folder", "--out", _folder["to"])).ShouldBe((ExitCode.Usage, $"error: --out {_folder["to"]}: is not empty; give a new or empty folder, or --force to replace the set in it\n"));
        Directory.GetFileSystemEntries(_folder["to"]).ShouldBe([_folder["to/notes.txt"]]);
    }

    [Fact]
    public async Task Images_of_another_size_do_not_go_into_CIFARs_layout()
    {
        WriteSet("from");
        (int code, string error) = await Run("data", "convert", _folder["from"], "--to", "cifar10", "--out", _folder["to"]);
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("images of 32 x 32 pixels");
        Directory.Exists(_folder["to"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Info_as_JSON_counts_what_is_there()
    {
        WriteSet("set");
        using CommandProcess process = CommandProcess.Start("data", "info", _folder["set"], "--json");
        (int code, string output, string error) = await process.End();
        code.ShouldBe(ExitCode.Success, error);
        using JsonDocument report = JsonDocument.Parse(output);
        report.RootElement.GetProperty("train").GetInt32().ShouldBe(4);
        report.RootElement.GetProperty("duplicates").GetProperty("acrossParts").GetInt32().ShouldBe(1);
    }

    /// <summary>Each bad file through both layouts: what is said, where, and that --skip-bad leaves it out.</summary>
    [Theory]
    [InlineData("half.jpg", "folder", "expected a whole JPEG file")]
    [InlineData("half.jpg", "manifest", "expected a whole JPEG file")]
    [InlineData("text.png", "folder", "expected the signature of JPEG, PNG, WebP, BMP, GIF, PPM, PGM or PBM")]
    [InlineData("text.png", "manifest", "expected the signature of JPEG, PNG, WebP, BMP, GIF, PPM, PGM or PBM")]
    [InlineData("empty.png", "folder", "found the end of the file")]
    [InlineData("empty.png", "manifest", "found the end of the file")]
    [InlineData("locked.png", "folder", "denied")]
    [InlineData("locked.png", "manifest", "denied")]
    [InlineData("missing.png", "manifest", "manifest.csv: line 3: found the path train/cat/missing.png, where no file is found")]
    public async Task A_bad_file_is_refused_with_its_path_or_skipped_on_demand(string name, string layout, string message)
    {
        WriteSet("set");
        WriteBad(name);
        if (layout == "manifest") { WriteManifest(name); }
        foreach (string[] command in new[] { new[] { "data", "info", _folder["set"] }, ["correlate", "--data", _folder["set"], "--trigger-side", "1"] })
        {
            (int code, string error) = await Run(command);
            code.ShouldBe(ExitCode.Failed);
            error.ShouldContain($"train/cat/{name}");
            error.ShouldContain(message);
            (code, error) = await Run([.. command, "--skip-bad"]);
            code.ShouldBe(ExitCode.Success, error);
            error.ShouldContain($"{(layout == "manifest" ? 4 : 1)} files or records not read"); // three have no row
        }
    }

    [Fact]
    public async Task A_folder_that_must_not_be_read_is_refused_with_its_path()
    {
        WriteSet("set");
        File.SetUnixFileMode(_folder["set/train/cat"], UnixFileMode.None);
        (int code, string error) = await Run("data", "info", _folder["set"]);
        File.SetUnixFileMode(_folder["set/train/cat"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (code, error.Contains(_folder["set/train/cat"], StringComparison.Ordinal)).ShouldBe((ExitCode.Failed, true), error);
    }

    [Fact]
    public async Task A_label_of_control_characters_reaches_no_terminal()
    {
        WriteSet("set");
        _folder.Write("set/manifest.csv", "path,label,split\ntrain/cat/0.png,cat,\u001b[2J\n"u8);
        (int code, string error) = await Run("data", "info", _folder["set"]);
        (code, error.Contains('\u001b')).ShouldBe((ExitCode.Failed, false));
        error.ShouldContain("manifest.csv: line 2: found the split '\\x1B[2j'");
    }

    [Theory]
    [InlineData("0\nerror: none.png", "0\\nerror: none.png")]
    [InlineData("0\u001b[2J.png", "0\\x1B[2J.png")]
    [InlineData("0\u009b2J.png", "0\\x9B2J.png")]
    [InlineData("0\r1\t.png", "0\\r1\\t.png")]
    [InlineData("0\u202egnp.png", "0\\u202Egnp.png")]
    [InlineData("0\u2028.png", "0\\u2028.png")]
    public async Task A_name_that_a_terminal_would_obey_is_told_in_one_line_and_spelled_out(string name, string told)
    {
        WriteSet("set");
        _folder.Write($"set/train/cat/{name}", "no image"u8);
        (int code, string error) = await Run("data", "info", _folder["set"]);
        (code, error.TrimEnd('\n').Split('\n').Count(line => line.StartsWith("error: ", StringComparison.Ordinal))).ShouldBe((ExitCode.Failed, 1), error);
        error.ShouldContain($"cat/{told}: at byte 0");
        error.Where(character => char.IsControl(character) && character != '\n').ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_to_itself_is_a_bad_file_among_others()
    {
        WriteSet("set");
        File.CreateSymbolicLink(_folder["set/train/cat/self.png"], "self.png");
        (int code, string error) = await Run("data", "info", _folder["set"], "--skip-bad");
        code.ShouldBe(ExitCode.Success, error);
        error.ShouldContain("1 files or records not read");
    }

    [Fact]
    public async Task Images_of_any_size_come_in_the_size_that_the_model_says_it_takes()
    {
        WriteSet("set");
        (await Run("train", "--data", _folder["set"], "--image-size", "16", "--out", _folder["model"], "--width", "1", "--epochs", "1")).Code.ShouldBe(ExitCode.Success);
        ImageFile.WritePng(_folder["set/test/dog/1.png"], new RgbImage(9, 7, new byte[189]));
        (int code, string error) = await Run("evaluate", "--model", _folder["model"], "--data", _folder["set"]);
        (code, error).ShouldBe((ExitCode.Success, ""));
        (code, error) = await Run("evaluate", "--model", _folder["model"], "--data", _folder["set"], "--image-size", "24");
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("takes images of 16 x 16 pixels; these are 24 x 24");
    }

    [Fact]
    public async Task Poisoned_images_that_do_not_fit_CIFARs_layout_become_a_folder()
    {
        WriteSet("set");
        (int code, string error) = await Run("poison", "--data", _folder["set"], "--out", _folder["poisoned"], "--poison-rate", "0.5");
        code.ShouldBe(ExitCode.Success, error);
        Directory.GetFiles(_folder["poisoned/train"], "*.png", SearchOption.AllDirectories).Length.ShouldBe(4);
    }

    [Fact]
    public async Task A_folder_that_poison_wrote_is_read_with_its_truth_whatever_the_order_of_its_classes()
    {
        // Eleven classes in the order of their numbers, where a folder has 10 before 2.
        string rows = string.Concat(Enumerable.Range(0, 66).Select(i => $"img/{i}.png,{i % 11},{(i < 44 ? "train" : "test")}\n"));
        _folder.Write("set/manifest.csv", System.Text.Encoding.UTF8.GetBytes("path,label,split\n" + rows));
        for (int i = 0; i < 66; i++)
        {
            byte label = (byte)(i % 11);
            ImageFile.WritePng(_folder[$"set/img/{i}.png"], new RgbImage(8, 8, [.. Enumerable.Repeat((byte)(20 * label), 192)]));
        }
        (int code, string error) = await Run("poison", "--data", _folder["set"], "--out", _folder["poisoned"], "--target", "2", "--poison-rate", "0.25", "--trigger-side", "1");
        code.ShouldBe(ExitCode.Success, error);
        LabeledImages train = DatasetLoader.Open(_folder["poisoned"], new DatasetOptions(), new Seed(1)).Dataset.Train;
        PoisonedImages truth = PoisonManifest.Read(_folder["poisoned/poison.json"]).GroundTruthOf(train);
        (truth.PoisonedCount, train.ClassNames[truth.Target]).ShouldBe((11, "2"));
        for (int i = 0; i < train.Count; i++)
        {
            train.ClassNames[train.Labels[i]].ShouldBe(truth.IsPoisoned(i) ? "2" : $"{train.Image(i)[0] / 20}");
        }
    }

    private static List<string> Contents(LabeledImages images) =>
        [.. Enumerable.Range(0, images.Count).Select(i => images.ClassNames[images.Labels[i]] + Convert.ToHexString(images.Image(i))).Order(StringComparer.Ordinal)];

    private void WriteSet(string folder)
    {
        foreach (string name in new[] { "train/cat/0", "train/cat/1", "train/dog/0", "train/dog/1", "test/cat/0", "test/dog/0" })
        {
            byte value = (byte)(name == "test/dog/0" ? "train/dog/1".Sum(letter => letter) : name.Sum(letter => letter));
            ImageFile.WritePng(_folder[$"{folder}/{name}.png"], new RgbImage(8, 8, [.. Enumerable.Range(0, 192).Select(i => (byte)(i * value))]));
        }
    }

    private void WriteManifest(string bad) => _folder.Write("set/manifest.csv", System.Text.Encoding.UTF8.GetBytes(
        $"path,label,split\ntrain/cat/0.png,cat,train\ntrain/cat/{bad},cat,train\ntrain/dog/0.png,dog,train\ntest/cat/0.png,cat,test\n"));

    private void WriteBad(string name)
    {
        string path = $"set/train/cat/{name}";
        switch (name)
        {
            case "half.jpg":
                _folder.Write(path, JpegFixture.File.AsSpan(0, JpegFixture.File.Length / 2));
                break;
            case "text.png":
                _folder.Write(path, "hello, I am not a picture"u8);
                break;
            case "empty.png":
                _folder.Write(path, []);
                break;
            case "locked.png":
                File.SetUnixFileMode(_folder.Write(path, "secret"u8), UnixFileMode.None);
                break;
            default:
                break;
        }
    }

    private static async Task<(int Code, string Error)> Run(params string[] args)
    {
        using CommandProcess process = CommandProcess.StartUnprivileged(args);
        (int code, _, string error) = await process.End();
        // Progress depends on the machine.
        return (code, string.Concat(error.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("read ", StringComparison.Ordinal)).Select(line => line + "\n")));
    }
}
