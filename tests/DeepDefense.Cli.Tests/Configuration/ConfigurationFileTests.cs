using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests.Configuration;

/// <summary>What a configuration file may say, and how it is told where it is wrong.</summary>
public sealed class ConfigurationFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("scan:\n  colour: red\n", 2, "unknown key 'colour': scan has no such option")]
    [InlineData("scam:\n  out: a\n", 1, "unknown key 'scam': deepdefense has no such command")]
    [InlineData("detector:\n  clean: c\n", 2, "unknown key 'clean': detector has no such command")]
    [InlineData("defaults:\n  out: a\n", 2, "unknown key 'out': defaults are seed, json, device, precision, threads")]
    [InlineData("scan:\n  out: a\n  train: t\n  out: b\n", 4, "duplicate key 'out', first in line 2")]
    [InlineData("scan:\n  out: a\nscan:\n  out: b\n", 3, "duplicate key 'scan', first in line 1")]
    [InlineData("defaults: {threads: 1,\n  threads: 2}\n", 2, "duplicate key 'threads', first in line 1")]
    [InlineData("scan:\n  out: [a, b]\n", 2, "'out' must be one value")]
    [InlineData("scan:\n  out: {a: b}\n", 2, "'out' must be one value")]
    [InlineData("scan:\n  out:\n", 2, "'out' has no value")]
    [InlineData("scan: 3\n", 1, "'scan' must hold options, one a line below it")]
    [InlineData("- scan\n", 1, "expected commands, each with its options")]
    [InlineData("scan:\n  out: &here a\n", 2, "anchors and tags are not read")]
    [InlineData("scan:\n  out: !!str a\n", 2, "anchors and tags are not read")]
    [InlineData("scan:\n  out: *here\n", 2, "'out' must be one value")]
    [InlineData("scan:\n  [a, b]: c\n", 2, "expected a name")]
    [InlineData("scan:\n  out: a\n---\nscan:\n  out: b\n", 3, "a second document; expected one")]
    [InlineData("scan:\n  out: \"a\n", 2, "no valid YAML")]
    [InlineData("scan: {out: a\n", 2, "no valid YAML")]
    public async Task What_is_wrong_is_told_with_its_line(string text, int line, string problem)
    {
        CommandRun run = await CommandRun.Of("config", "show", "scan", "--config", Write(text));
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"error: {Path}:{line}: {problem}");
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        CommandRun run = await CommandRun.Of("config", "show", "--config", Write("scan:\n  colour: red\n  size: 3\nscam: {}\n"));
        run.Error.ShouldBe($"""
            error: {Path}:2: unknown key 'colour': scan has no such option
            error: {Path}:3: unknown key 'size': scan has no such option
            error: {Path}:4: unknown key 'scam': deepdefense has no such command

            """);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("---\n")]
    [InlineData("scan: {}\n")]
    public async Task An_empty_file_configures_nothing(string text)
    {
        CommandRun run = await CommandRun.Of("config", "show", "--config", Write(text));
        run.Output.ShouldBe("nothing is configured\n", run.Error);
    }

    [Fact]
    public async Task A_file_of_more_than_a_mebibyte_is_refused()
    {
        CommandRun run = await CommandRun.Of("config", "show", "--config", Write(new string('#', (1 << 20) + 1)));
        run.Error.ShouldBe($"error: configuration file {Path}: longer than 1048576 bytes\n");
    }

    [Fact]
    public async Task A_list_nested_half_a_million_times_deep_is_refused_at_once()
    {
        CommandRun run = await CommandRun.Of("config", "show", "--config", Write("scan:\n  out: " + new string('[', 500_000)));
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("nested more than 16 deep");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        CommandRun run = await CommandRun.Of("config", "show", "--config", Path);
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(Path);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        await File.WriteAllBytesAsync(Path, [0x73, 0xff, 0xfe]);
        (await CommandRun.Of("config", "show", "--config", Path)).Error.ShouldContain("no UTF-8");
    }

    [Fact]
    public async Task Help_works_under_a_file_that_is_wrong()
    {
        (await CommandRun.Of("scan", "--help", "--config", Write("scam: {}\n"))).Code.ShouldBe(ExitCode.Success);
    }

    private string Path => System.IO.Path.Combine(_folder.Path, "deepdefense.yaml");

    private string Write(string text)
    {
        File.WriteAllText(Path, text);
        return Path;
    }
}
