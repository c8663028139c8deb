using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests.Paths;

/// <summary>What commands refuse to write to, before they read anything: their inputs here are no models and no sets.</summary>
public sealed class OutputCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OutputCheckTests()
    {
        foreach (string name in new[] { "m", "d", "set/train/cat/1.png", "set/manifest.csv", "clean/train/cat/1.png", "isolated.csv" }) { _folder.Write(name, [1]); }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("evaluate --model m --data set --out m", "--model")]
    [InlineData("evaluate --model m --data set --out set/metrics.json", "--data")]
    [InlineData("scan --detector d --train set --out d", "--detector")]
    [InlineData("scan --detector d --train set --out s.csv --report d", "--detector")]
    [InlineData("scan --detector d --train set --out s.csv --sarif set/s.sarif", "--train")]
    [InlineData("scan --detector d --train set --out s.csv --cache set/cache", "--train")]
    [InlineData("defend unlearn --model m --train set --isolated isolated.csv --clean clean --out m", "--model")]
    [InlineData("defend unlearn --model m --train set --isolated isolated.csv --clean clean --out isolated.csv", "--isolated")]
    [InlineData("defend fine-prune --model m --clean clean --out clean/p", "--clean")]
    [InlineData("defend abl --train set --out set/a", "--train")]
    [InlineData("export --model m --out m", "--model")]
    [InlineData("inspect m --out m", "MODEL")]
    [InlineData("train --data set --out set/m", "--data")]
    [InlineData("train --data set --out new --tensorboard set/logs", "--data")]
    [InlineData("detector train --clean clean --out clean/d", "--clean")]
    [InlineData("ssba train --data set --out set/e", "--data")]
    [InlineData("poison --data set --out set", "--data")]
    [InlineData("poison --data set --out set/poisoned", "--data")]
    [InlineData("poison --data set --out p --clean-out set/clean", "--data")]
    [InlineData("data convert set --to folder --out set/copy", "path")]
    [InlineData("data info set --out set/info.json", "path")]
    [InlineData("correlate --data set --out set/c.json", "--data")]
    [InlineData("protect --model m --train set --clean clean --out .", "--model")]
    [InlineData("protect --model m --train set --clean clean --out set/run", "--train")]
    [InlineData("protect --model m --train set --clean clean --out run --sarif m", "--model")]
    [InlineData("demo --data set --out set/run", "--data")]
    [InlineData("reproduce table1 --data set --out set/results", "--data")]
    [InlineData("export --model m --out ./x/../m", "--model")]
    public async Task What_is_read_is_not_written_to(string command, string input)
    {
        CommandRun run = await InFolder(command);
        run.Code.ShouldBe(ExitCode.Usage, run.Error);
        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain($" {input} ");
        File.ReadAllBytes(_folder["m"]).ShouldBe([1]);
    }

    [Theory]
    [InlineData("export --model m --out linked")]
    [InlineData("export --model linked --out m")]
    [InlineData("train --data set --out around/m2")]
    public async Task Links_are_followed(string command)
    {
        File.CreateSymbolicLink(_folder["linked"], _folder["m"]);
        Directory.CreateSymbolicLink(_folder["around"], _folder["set"]);
        CommandRun run = await InFolder(command + " --force");
        run.Code.ShouldBe(ExitCode.Usage, run.Error);
        run.Error.ShouldContain("which is read");
    }

    [Fact]
    public async Task A_file_that_exists_is_replaced_only_by_force()
    {
        _folder.Write("other", [2]);
        CommandRun run = await InFolder("export --model m --out other");
        (run.Code, run.Error).ShouldBe((ExitCode.Usage, $"error: --out {_folder["other"]}: exists already; give another name, or --force to replace it\n"));
        (await InFolder("export --model m --out other --force")).Error.ShouldNotContain("exists already");
    }

    [Theory]
    [InlineData("export --model m --out d/x", ExitCode.Failed)]
    [InlineData("export --model m --out set", ExitCode.Usage)]
    [InlineData("protect --model m --train set --clean clean --out d", ExitCode.Usage)]
    [InlineData("poison --out set", ExitCode.Usage)]
    [InlineData("poison --out p --clean-out p/c", ExitCode.Usage)]
    [InlineData("scan --detector d --train set --out s.csv --sarif s.html", ExitCode.Usage)]
    [InlineData("protect --model m --train set --clean clean --out run --sarif run/results.json", ExitCode.Usage)]
    public async Task What_cannot_be_written_as_asked_is_told_before_work(string command, int code)
    {
        CommandRun run = await InFolder(command);
        run.Code.ShouldBe(code, run.Error);
        Directory.Exists(_folder["run"]).ShouldBeFalse();
    }

    [Fact]
    public async Task By_force_a_set_is_replaced()
    {
        _folder.Write("old/train/cat/00001.png", [1]);
        (await InFolder("poison --out old --force")).Code.ShouldBe(ExitCode.Success);
        Directory.Exists(_folder["old/train"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("thesis.tex")]
    [InlineData("notes.txt")]
    [InlineData("2025/results.json")]
    [InlineData("train/cat/holiday.png")]
    public async Task By_force_nothing_is_replaced_that_no_command_wrote(string file)
    {
        _folder.Write($"mine/{file}", [1]);
        CommandRun run = await InFolder("poison --out mine --force");
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(Path.GetFileName(file));
        File.Exists(_folder[$"mine/{file}"]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_manifest_may_have_results_beside_it_but_not_among_its_images()
    {
        _folder.Write("list.csv", "path,label\nset/train/cat/1.png,cat\n"u8.ToArray());
        (await InFolder("train --data list.csv --out beside")).Error.ShouldNotContain("which is read");
        CommandRun run = await InFolder("train --data list.csv --out set/train/cat/m");
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("lies in the data set of --data");
    }

    // Words that name what is in the folder, or are to be in it, become whole paths.
    private Task<CommandRun> InFolder(string command)
    {
        string[] words = command.Split(' ');
        int options = Array.FindIndex(words, word => word.StartsWith('-'));
        return CommandRun.Of([.. words.Select((word, i) =>
            (i > 0 && words[i - 1].StartsWith("--", StringComparison.Ordinal) && words[i - 1] is not ("--to" or "--force")) || (i == options - 1 && File.Exists(_folder[word])) || (i == options - 1 && Directory.Exists(_folder[word]))
                ? Path.Combine(_folder.Path, word) : word)]);
    }
}
