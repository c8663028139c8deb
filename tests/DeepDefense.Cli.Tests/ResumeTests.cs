using System.Text.Json.Nodes;
using DeepDefense.Tests;
using DeepDefense.Training;

namespace DeepDefense.Cli.Tests;

/// <summary>A demo that is stopped from outside, on a network and a detector so small that it takes seconds.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_demo_that_is_killed_in_every_stage_ends_with_the_numbers_of_an_uninterrupted_one()
    {
        string whole = await Finish(Demo("whole"));
        foreach (string mark in new[] { "train 60 %", "detector 60 %", "scan 50 %", "unlearn 60 %" })
        {
            using CommandProcess process = CommandProcess.Start([.. Demo("killed"), "--resume"]);
            await process.SignalAt(mark, "KILL");
            (await process.End()).Code.ShouldBe(137);
        }
        (await Finish([.. Demo("killed"), "--resume"])).ShouldBe(whole);
        Losses("killed").ShouldBe(Losses("whole"));
        Losses("whole").Select(point => point.Stage).Distinct().ShouldBe(["train", "detector", "unlearn"]);
        File.Exists(Path.Combine(_folder.Path, "killed", "report.html")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_demo_that_is_interrupted_says_how_it_goes_on_and_leaves_its_state()
    {
        using CommandProcess process = CommandProcess.Start(Demo("run"));
        await process.SignalAt("train 20 %", "INT");
        (int code, string output, string error) = await process.End();
        code.ShouldBe(ExitCode.Cancelled);
        output.ShouldBeEmpty();
        error.ShouldContain("--resume");
        File.Exists(Path.Combine(_folder.Path, "run", "train.checkpoint")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_training_that_was_interrupted_is_not_begun_anew_by_mistake()
    {
        string[] train = ["train", "--data", _folder["set"], "--out", _folder["model"], "--width", "2", "--epochs", "30"];
        (await PoisonedSet.Run("poison", "--out", _folder["set"])).Code.ShouldBe(ExitCode.Success);
        using (CommandProcess process = CommandProcess.Start(train))
        {
            await process.SignalAt("train 10 %", "INT");
            (await process.End()).Code.ShouldBe(ExitCode.Cancelled);
        }
        (int code, _, string error) = await PoisonedSet.Run(train);
        (code, error).ShouldBe((ExitCode.Usage, $"error: {_folder["model"]}.checkpoint is what an interrupted training left: --resume goes on with it, --force starts anew\n"));
        (code, _, error) = await PoisonedSet.Run([.. train, "--resume"]);
        code.ShouldBe(ExitCode.Success, error);
        File.Exists(_folder["model.checkpoint"]).ShouldBeFalse();
    }

    private IReadOnlyList<LossPoint> Losses(string folder) => LossLog.Read(Path.Combine(_folder.Path, folder, "metrics.jsonl"));

    private string[] Demo(string folder) =>
    [
        "demo", "--json", "--out", Path.Combine(_folder.Path, folder), "--width", "4", "--epochs", "2", "--detector-width", "9",
        "--detector-iterations", "60", "--unlearning-steps", "60", "--isolation-rule", "DataOrder",
    ];

    /// <summary>What it found, less the time it took and the place it went to.</summary>
    private static async Task<string> Finish(string[] args)
    {
        using CommandProcess process = CommandProcess.Start(args);
        (int code, string output, string error) = await process.End();
        code.ShouldBe(ExitCode.Success, error);
        JsonObject result = JsonNode.Parse(output)!.AsObject();
        result["detection"]!["isolated"]!.GetValue<int>().ShouldBeGreaterThan(0);
        result.Remove("seconds").ShouldBeTrue();
        result.Remove("run").ShouldBeTrue();
        return result.ToJsonString();
    }
}
