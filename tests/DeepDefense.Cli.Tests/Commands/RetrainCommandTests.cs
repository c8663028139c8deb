using DeepDefense.Datasets;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Tests;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Tests.Commands;

public sealed class RetrainCommandTests : IDisposable
{
    private static readonly string[] Small = ["--width", "2", "--epochs", "1", "--batch-size", "8", "--precision", "fp32", "--threads", "1"];
    private readonly TemporaryFolder _folder = new();

    public RetrainCommandTests()
    {
        Cifar10Binary.Save(_folder["set"], SyntheticImages.Create(new SyntheticOptions { TrainCount = 30, TestCount = 12, ClassCount = 3 }, new Seed(1)));
        LabeledImages read = DatasetLoader.Open(_folder["set"], new DatasetOptions { TestFraction = 0 }, new Seed(1)).Dataset.Train;
        ScanCsv.Write(_folder["scan.csv"], read, new ScanReport(new double[30], 0, null, null, [3, 8, 9, 20], [8]));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_model_is_the_one_that_train_makes_of_the_cleaned_set()
    {
        (int code, string output, string error) = await PoisonedSet.Run(["defend", "retrain", _folder["scan.csv"], "--train", _folder["set"], "--out", _folder["retrained"], "--json", .. Small]);
        code.ShouldBe(ExitCode.Success, error);
        output.ShouldContain("\"leftOut\": 4");
        await PoisonedSet.Run(["data", "clean", _folder["scan.csv"], "--train", _folder["set"], "--out", _folder["cleaned"]]);
        (code, _, error) = await PoisonedSet.Run(["train", "--data", _folder["cleaned"], "--out", _folder["trained"], .. Small]);
        code.ShouldBe(ExitCode.Success, error);
        (await File.ReadAllBytesAsync(_folder["retrained"])).ShouldBe(await File.ReadAllBytesAsync(_folder["trained"]));
    }

    [Fact]
    public async Task Without_a_model_its_options_are_refused()
    {
        (int code, _, string error) = await PoisonedSet.Run(["defend", "retrain", _folder["scan.csv"], "--train", _folder["set"], "--out", _folder["retrained"], "--least-confidence", "0.5", .. Small]);
        (code, error).ShouldBe((ExitCode.Usage, "error: --least-confidence is for --relabel, which is not given\n"));
    }
}
