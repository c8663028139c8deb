using DeepDefense.Tests;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Tests;

/// <summary>Failures as the user reads them.</summary>
public sealed class FailureMessageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("inspect", "none.pth")]
    [InlineData("inspect", "none/none.pth")]
    [InlineData("export", "--model", "none.pth", "--out", "o")]
    [InlineData("evaluate", "--data", "none", "--model", "none.pth")]
    [InlineData("protect", "--train", "none", "--clean", "none", "--out", "o", "--model", "none.pth")]
    [InlineData("poison", "--out", "o", "--patch", "none.png")]
    public async Task A_file_that_is_missing_is_told_as_it_was_typed(params string[] command)
    {
        CommandRun run = await CommandRun.Of([.. command.Select(Placed)]);
        string missing = Placed(command.Last(part => part.Contains('.', StringComparison.Ordinal)));
        (run.Code, run.Error).ShouldBe((ExitCode.Failed, $"error: {missing}: there is no such file\n"));
    }

    [Theory]
    [InlineData("data", "info")]
    [InlineData("train", "--out", "o", "--data")]
    [InlineData("scan", "--out", "o", "--detector", "none.det", "--train")]
    [InlineData("data", "clean", "none.csv", "--out", "o", "--train")]
    public async Task A_set_that_is_missing_is_told_as_it_was_typed(params string[] command)
    {
        CommandRun run = await CommandRun.Of([.. command.Select(Placed), Placed("none")]);
        (run.Code, run.Error).ShouldBe((ExitCode.Failed, $"error: {Placed("none")}: there is no such file or folder\n"));
    }

    [Fact]
    public async Task A_configuration_that_is_missing_is_told_too()
    {
        CommandRun run = await CommandRun.Of("data", "info", "x", "--config", Placed("none.yaml"));
        (run.Code, run.Error).ShouldBe((ExitCode.Usage, $"error: configuration file {Placed("none.yaml")}: there is no such file\n"));
    }

    [Theory]
    [InlineData(false, "wait for it, or end it\n", "review", "run", "--train", "none")]
    [InlineData(true, "wait for it, or end it, or give another --out\n", "protect", "--model", "m", "--train", "none", "--clean", "none", "--out", "run")]
    public async Task Who_finds_a_run_in_use_is_told_what_the_command_can_do(bool hasOut, string remedy, params string[] command)
    {
        _folder.Write("run/config.json", "{\"command\":\"protect\"}"u8);
        using FolderLock held = FolderLock.Take(_folder["run"], TimeProvider.System);
        CommandRun run = await CommandRun.Of([.. command.Select(Placed)]);
        (run.Code, run.Error.Contains("--out", StringComparison.Ordinal)).ShouldBe((ExitCode.Failed, hasOut));
        run.Error.ShouldEndWith(remedy);
    }

    // Names of files and folders are those in the test's own.
    private string Placed(string part) => part is "o" or "m" or "run" || part.StartsWith("none", StringComparison.Ordinal) ? _folder[part] : part;
}
