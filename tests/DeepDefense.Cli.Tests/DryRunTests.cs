using System.Text.Json;
using System.Text.RegularExpressions;
using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests;

/// <summary>Plans beside the runs that they announce, on a network and a detector so small that it takes seconds.</summary>
public sealed class DryRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_dry_run_of_a_demo_writes_nothing_and_names_the_files_of_the_run()
    {
        string run = _folder["run"];
        string[] demo =
        [
            "demo", "--json", "--out", run, "--width", "4", "--epochs", "1", "--detector-width", "9",
            "--detector-iterations", "5", "--unlearning-steps", "5", "--isolation-rule", "DataOrder",
        ];
        JsonElement plan = await Json([.. demo, "--dry-run"]);
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
        JsonElement result = await Json(demo);
        string[] written = [.. Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories).Select(file => Regex.Replace(Regex.Replace(file, @"tfevents\..*", "tfevents.*"), @"trigger(-\w+)?\.png$", "trigger*.png")).Distinct()];
        written.ShouldBe(plan.GetProperty("files").EnumerateArray().Select(file => file.GetString()!), ignoreOrder: true);
        string[] stages = [.. plan.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("name").GetString()!)];
        stages.ShouldBe(result.GetProperty("seconds").EnumerateObject().Select(stage => stage.Name).Where(name => name != "total"));
    }

    [Fact]
    public async Task A_dry_run_counts_the_steps_and_images_of_each_stage()
    {
        JsonElement[] stages = [.. (await Json("train", "--data", await Poisoned(), "--out", _folder["m"], "--width", "2", "--epochs", "3", "--batch-size", "100", "--dry-run", "--json"))
            .GetProperty("stages").EnumerateArray()];
        stages.Select(stage => stage.GetProperty("count").GetInt64()).ShouldBe([3 * 2400 / 100, 1000]);
        stages.ShouldAllBe(stage => stage.GetProperty("seconds").GetDouble() > 0);
        File.Exists(_folder["m"]).ShouldBeFalse();
    }

    private async Task<string> Poisoned()
    {
        using CommandProcess process = CommandProcess.Start("poison", "--out", _folder["p"], "--clean-out", _folder["c"]);
        (int code, _, string error) = await process.End();
        code.ShouldBe(ExitCode.Success, error);
        return _folder["p"];
    }

    private static async Task<JsonElement> Json(params string[] args)
    {
        using CommandProcess process = CommandProcess.Start(args);
        (int code, string output, string error) = await process.End();
        code.ShouldBe(ExitCode.Success, error);
        using JsonDocument document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }
}
