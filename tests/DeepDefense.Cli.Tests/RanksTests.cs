using System.Text.Json;
using DeepDefense.Datasets;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Tests;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Tests;

/// <summary>Commands that mpirun starts several times, on a network so small that it takes seconds.</summary>
public sealed class RanksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_command_that_does_not_divide_its_work_is_refused()
    {
        CommandRun run = await CommandRun.Under(new() { ["OMPI_COMM_WORLD_SIZE"] = "2", ["OMPI_COMM_WORLD_RANK"] = "0" }, "poison", "--out", _folder["set"]);
        (run.Code, run.Error).ShouldBe((ExitCode.Usage, "error: poison does not divide its work among processes: start it without mpirun (OMPI_COMM_WORLD_SIZE=2)\n"));
    }

    [Fact]
    public async Task Of_other_ranks_than_the_first_only_failures_are_heard()
    {
        Dictionary<string, string> second = new() { ["OMPI_COMM_WORLD_SIZE"] = "2", ["OMPI_COMM_WORLD_RANK"] = "1" };
        CommandRun failed = await CommandRun.Under(second, "poison", "--out", _folder["set"]), helped = await CommandRun.Under(second, "--help");
        failed.Error.ShouldStartWith("rank 1 of 2: error: poison does not divide");
        (helped.Code, helped.Output, helped.Error).ShouldBe((ExitCode.Success, "", ""));
    }

    [MpirunFact]
    public async Task Two_ranks_train_one_network_and_the_first_writes_and_tells()
    {
        await Poison();
        using CommandProcess process = CommandProcess.StartRanks(2, [.. Train, "--epochs", "1", "--json"]);
        (int code, string output, string error) = await process.End();
        code.ShouldBe(ExitCode.Success, error);
        JsonSerializer.Deserialize<JsonElement>(output).GetProperty("cleanAccuracy").GetDouble().ShouldBeGreaterThan(0.1);
        error.Split('\n').Count(line => line.StartsWith("train 100 %", StringComparison.Ordinal)).ShouldBe(1);
        Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).ShouldBe(["model"]);
    }

    [MpirunFact]
    public async Task Two_ranks_train_anew_what_two_ranks_train_of_the_cleaned_set()
    {
        LabeledImages train = SyntheticImages.Create(new SyntheticOptions { TrainCount = 30, TestCount = 12, ClassCount = 3 }, new Seed(1)).Train;
        Cifar10Binary.Save(_folder["small"], new Dataset("small", train, train));
        train = DatasetLoader.Open(_folder["small"], new DatasetOptions { TestFraction = 0 }, new Seed(1)).Dataset.Train;
        ScanCsv.Write(_folder["scan.csv"], train, new ScanReport(new double[30], 0, null, null, [3, 8, 9, 20], [8]));
        string[] small = ["--width", "2", "--epochs", "1", "--batch-size", "8", "--threads", "1", "--precision", "fp32"];
        (await PoisonedSet.Run("data", "clean", _folder["scan.csv"], "--train", _folder["small"], "--out", _folder["cleaned"])).Code.ShouldBe(ExitCode.Success);
        foreach (string[] command in new string[][] { ["defend", "retrain", _folder["scan.csv"], "--train", _folder["small"], "--out", _folder["anew"]], ["train", "--data", _folder["cleaned"], "--out", _folder["model"]] })
        {
            using CommandProcess process = CommandProcess.StartRanks(2, [.. command, .. small]);
            (int code, _, string error) = await process.End();
            code.ShouldBe(ExitCode.Success, error);
        }
        (await File.ReadAllBytesAsync(_folder["anew"])).ShouldBe(await File.ReadAllBytesAsync(_folder["model"]));
    }

    [MpirunFact]
    public async Task What_the_first_rank_refuses_ends_all_with_its_exit_code()
    {
        await Poison();
        using CommandProcess process = CommandProcess.StartRanks(2, "scan", "--train", _folder["set"], "--detector", _folder["set"], "--shard", "1/2", "--out", _folder["scan.csv"]);
        (int code, string output, string error) = await process.End();
        (code, output).ShouldBe((ExitCode.Usage, ""), error);
        error.ShouldContain("error: --shard and mpirun both divide a scan: use one of them\n");
    }

    [MpirunFact]
    public async Task A_rank_that_is_killed_ends_the_others_and_one_process_goes_on_with_their_state()
    {
        await Poison();
        string[] train = [.. Train, "--epochs", "2"];
        using CommandProcess process = CommandProcess.StartRanks(2, train);
        await process.At("train 60 %");
        await process.KillRank(1);
        (int code, _, string error) = await process.End();
        code.ShouldBe(137, error);
        error.ShouldContain("rank 1");
        using (Safetensors state = Safetensors.Read(_folder["model.checkpoint"])) { int.Parse(state.Metadata["step"], null).ShouldBeInRange(50, 91); }
        (code, string output, error) = await PoisonedSet.Run([.. train, "--resume"]);
        code.ShouldBe(ExitCode.Success, error);
        output.ShouldContain("clean accuracy");
        File.Exists(_folder["model.checkpoint"]).ShouldBeFalse();
    }

    private string[] Train => ["train", "--data", _folder["set"], "--out", _folder["model"], "--width", "2", "--threads", "1", "--precision", "fp32"];

    private async Task Poison() => (await PoisonedSet.Run("poison", "--out", _folder["set"])).Code.ShouldBe(ExitCode.Success);
}
