using DeepDefense.Datasets;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Models;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Tests;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Cli.Tests.Commands;

/// <summary>A set of which a scan flagged some images, and a model that gives these other labels.</summary>
public sealed class DataCleanCommandTests : IDisposable
{
    private static readonly int[] Flagged = [3, 8, 9, 20];
    private readonly TemporaryFolder _folder = new();
    private readonly Dataset _data = SyntheticImages.Create(new SyntheticOptions { TrainCount = 30, TestCount = 12, ClassCount = 3 }, new Seed(1));

    public DataCleanCommandTests()
    {
        Cifar10Binary.Save(_folder["set"], _data);
        ScanCsv.Write(_folder["scan.csv"], Original(), new ScanReport(new double[30], 0, null, null, Flagged, [8]));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Flagged_images_are_left_out_and_listed()
    {
        (int code, string output, string error) = await Clean("--json");
        (code, error).ShouldBe((ExitCode.Success, ""));
        output.ShouldContain("\"leftOut\": 4");
        Dataset cleaned = Read();
        Contents(cleaned.Train).ShouldBe([.. Contents(_data.Train).Where((_, i) => !Flagged.Contains(i))]);
        Contents(cleaned.Test).ShouldBe(Contents(_data.Test));
        Changes().Select(line => line.Split(',')).ShouldAllBe(cells => cells[3] == "left out" && cells[4] == "");
        Changes().Select(line => line.Split(',')[0]).ShouldBe(Flagged.Select(image => $"{image}"));
    }

    [Fact]
    public async Task Flagged_images_of_which_the_model_is_sure_are_kept_under_its_labels()
    {
        (int?[] wanted, string model) = Model();
        (int code, _, string error) = await Clean("--relabel", model, "--least-confidence", "0.1", "--precision", "fp32");
        code.ShouldBe(ExitCode.Success, error);
        wanted.ShouldContain(label => label != null);
        (int Label, string Pixels)?[] expected = [.. Contents(_data.Train).Select(((int Label, string Pixels) image, int i) =>
            Array.IndexOf(Flagged, i) is var place && place < 0 ? image : wanted[place] is int label ? (label, image.Pixels) : ((int, string)?)null)];
        Contents(Read().Train).ShouldBe(expected.OfType<(int, string)>());
        Changes().Select(line => line.Split(',')[4]).ShouldBe(wanted.Select(label => $"{label}"));
    }

    [Fact]
    public async Task Without_a_model_its_options_are_refused()
    {
        (int code, _, string error) = await Clean("--least-confidence", "0.5");
        (code, error).ShouldBe((ExitCode.Usage, "error: --least-confidence is for --relabel, which is not given\n"));
        Directory.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_class_of_which_nothing_would_be_left_is_named_and_nothing_is_written()
    {
        LabeledImages read = Original();
        ScanCsv.Write(_folder["scan.csv"], read, new ScanReport(new double[30], 0, null, null, [.. Enumerable.Range(0, 30).Where(i => read.Labels[i] == 1)], [8]));
        (int code, _, string error) = await Clean();
        (code, error).ShouldBe((ExitCode.Failed, $"error: all images of the class {read.ClassNames[1]} are flagged, and none would be left of it: look at them, and take marks out of the table where they are wrong, or give --relabel\n"));
        Directory.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public async Task The_last_words_are_that_what_was_not_found_is_still_there() =>
        (await Clean()).Output.TrimEnd().ShouldEndWith("What was not found stays in the set");

    [Fact]
    public async Task A_set_that_is_not_of_CIFARs_size_is_written_as_a_folder()
    {
        Dataset data = SyntheticImages.Create(new SyntheticOptions { TrainCount = 30, TestCount = 12, ClassCount = 3, Size = 16 }, new Seed(1));
        Directory.Delete(_folder["set"], recursive: true);
        ImageFolder.Save(_folder["set"], data);
        LabeledImages read = Original();
        ScanCsv.Write(_folder["scan.csv"], read, new ScanReport(new double[30], 0, null, null, Flagged, [8]));
        (int code, _, string error) = await Clean();
        code.ShouldBe(ExitCode.Success, error);
        Contents(Read().Train).ShouldBe(Contents(read).Where((_, i) => !Flagged.Contains(i)));
    }

    private Task<(int Code, string Output, string Error)> Clean(params string[] options) =>
        PoisonedSet.Run(["data", "clean", _folder["scan.csv"], "--train", _folder["set"], "--out", _folder["out"], .. options]);

    private LabeledImages Original() => DatasetLoader.Open(_folder["set"], new DatasetOptions { TestFraction = 0 }, new Seed(1)).Dataset.Train;

    private Dataset Read() => DatasetLoader.Open(_folder["out"], new DatasetOptions { TestFraction = 0 }, new Seed(1)).Dataset;

    private string[] Changes() => File.ReadAllLines(_folder["out.changes.csv"])[1..];

    private (int?[] Labels, string File) Model()
    {
        Compute compute = new(torch.CPU, Precision.Float32);
        using Classifier model = Classifier.Create(new ModelDescription { Width = 2, ImageHeight = 32, ImageWidth = 32, ClassNames = _data.Train.ClassNames }, new Init(new Seed(1), torch.CPU));
        model.Network.eval();
        model.Save(_folder["model.safetensors"]);
        return ([.. Teacher.Relabel(model, _data.Train, Flagged, 0.1, compute).Select(image => image.To)], _folder["model.safetensors"]);
    }

    private static IEnumerable<(int Label, string Pixels)> Contents(LabeledImages images) =>
        [.. Enumerable.Range(0, images.Count).Select(i => (images.Labels[i], Convert.ToHexString(images.Image(i))))];
}
