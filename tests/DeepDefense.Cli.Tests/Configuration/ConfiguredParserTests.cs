using System.Text.Json;
using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests.Configuration;

/// <summary>Flags go before the environment, the environment before the file, the file before defaults.</summary>
public sealed class ConfiguredParserTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("command line", "5", true, true, true, true, true)]
    [InlineData("environment DEEPDEFENSE_SCAN_SEED", "4", false, true, true, true, true)]
    [InlineData("environment DEEPDEFENSE_SEED", "3", false, false, true, true, true)]
    [InlineData("{file}:4", "2", false, false, false, true, true)]
    [InlineData("{file}:2", "6", false, false, false, false, true)]
    [InlineData("default", "1", false, false, false, false, false)]
    public async Task The_nearest_place_decides(string from, string value, bool flag, bool commandVariable, bool variable, bool command, bool defaults)
    {
        Dictionary<string, string> environment = [];
        if (commandVariable) { environment["DEEPDEFENSE_SCAN_SEED"] = "4"; }
        if (variable) { environment["DEEPDEFENSE_SEED"] = "3"; }
        string path = Write((defaults ? "defaults:\n  seed: 6\n" : "\n\n") + (command ? "scan:\n  seed: 2\n" : ""));
        string[] flags = flag ? ["--seed", "5"] : [];
        JsonElement seed = Option(await CommandRun.Under(environment, ["config", "show", "--json", "--config", path, "scan", .. flags]), "--seed");
        seed.GetProperty("from").GetString().ShouldBe(from.Replace("{file}", path, StringComparison.Ordinal));
        seed.GetProperty("value").GetString().ShouldBe(value);
    }

    [Fact]
    public async Task A_required_option_may_stand_in_the_file()
    {
        string path = Write($"train:\n  data: {_folder.Path}/none\n  out: {_folder.Path}/m\n");
        CommandRun run = await CommandRun.Of("train", "--config", path);
        run.Code.ShouldBe(ExitCode.Failed);
        run.Error.ShouldContain($"{_folder.Path}/none");
    }

    [Fact]
    public async Task The_file_can_be_named_by_a_variable()
    {
        string path = Write("scan:\n  seed: 2\n");
        CommandRun run = await CommandRun.Under(new() { ["DEEPDEFENSE_CONFIG"] = path }, "config", "show", "--json", "scan");
        Option(run, "--seed").GetProperty("from").GetString().ShouldBe($"{path}:2");
    }

    [Fact]
    public async Task The_file_of_the_working_folder_is_read_unasked()
    {
        Write("poison:\n  format: tiff\n");
        using CommandProcess process = CommandProcess.StartIn(_folder.Path, "poison", "--out", "p");
        (int code, _, string error) = await process.End();
        code.ShouldBe(ExitCode.Usage);
        error.ShouldStartWith("error: deepdefense.yaml:2: ");
    }

    [Fact]
    public async Task A_value_that_cannot_be_parsed_is_told_with_file_and_line()
    {
        string path = Write("scan:\n  train: t\n  threads: many\n");
        CommandRun run = await CommandRun.Of("scan", "--detector", "d", "--out", "o", "--config", path);
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldStartWith($"error: {path}:3: ");
        run.Error.ShouldContain("'many'");
        run.Error.ShouldContain("--threads");
    }

    [Fact]
    public async Task A_variable_of_several_values_has_blanks_between_them()
    {
        CommandRun run = await CommandRun.Under(new() { ["DEEPDEFENSE_EVALUATE_MEAN"] = "0.5 0.4  0.3" }, "config", "show", "evaluate", "--json");
        run.Code.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("0.5 0.4 0.3");
    }

    [Theory]
    [InlineData("--mean", "0.5", "0.4", "-0.3")]
    [InlineData("--mean", "0.5,0.4,-0.3")]
    [InlineData("--mean", "0.5,", "0.4,", "-0.3")]
    [InlineData("--mean", "0.5, 0.4, -0.3")]
    [InlineData("--mean=0.5,0.4,-0.3")]
    public async Task Several_numbers_have_blanks_or_commas_between_them(params string[] typed)
    {
        CommandRun run = await CommandRun.Of(["config", "show", "--json", "inspect", .. typed, "m,n.pt"]);
        Option(run, "--mean").GetProperty("value").GetString().ShouldBe("0.5 0.4 -0.3");
    }

    [Theory]
    [InlineData("[0.5, 0.4, 0.3]")]
    [InlineData("0.5, 0.4, 0.3")]
    public async Task Several_numbers_may_stand_in_the_file(string numbers)
    {
        CommandRun run = await CommandRun.Of("inspect", _folder["none.pt"], "--config", Write($"inspect:\n  mean: {numbers}\n"));
        (run.Code, run.Error).ShouldBe((ExitCode.Failed, $"error: {_folder["none.pt"]}: there is no such file\n"));
    }

    [Theory]
    [InlineData("--mean", "0.4914", "three numbers, as in --mean 0.4914 0.4822 0.4465")]
    [InlineData("--mean", "much", "three numbers, as in --mean 0.4914 0.4822 0.4465")]
    [InlineData("--mean", "1,2,3,4", "three numbers, as in --mean 0.4914 0.4822 0.4465")]
    [InlineData("--std", "0.5,0.5", "three numbers, as in --std 0.2470 0.2435 0.2616", "0.5 0.5")]
    [InlineData("--input-size", "32.5", "one or two whole numbers, as in --input-size 224 224")]
    public async Task Too_few_numbers_or_none_are_told_with_what_is_expected_and_where_help_is(string option, string typed, string expected, string? found = null)
    {
        CommandRun run = await CommandRun.Of("inspect", "m.pt", option, typed);
        (run.Code, run.Error).ShouldBe((ExitCode.Usage, $"error: {option}: expected {expected}; found '{found ?? typed}'\ndeepdefense inspect --help lists its options\n"));
    }

    [Fact]
    public async Task Numbers_that_cannot_be_read_are_told_with_file_and_line()
    {
        string path = Write("inspect:\n  std: [1, 2]\n");
        (await CommandRun.Of("inspect", "m.pt", "--config", path)).Error.ShouldStartWith($"error: {path}:2: --std: expected three numbers");
    }

    [Fact]
    public async Task A_value_that_cannot_be_parsed_is_told_with_its_variable()
    {
        CommandRun run = await CommandRun.Under(new() { ["DEEPDEFENSE_POISON_FORMAT"] = "tiff" }, "poison", "--out", "o");
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldStartWith("error: environment DEEPDEFENSE_POISON_FORMAT: ");
    }

    [Fact]
    public async Task A_value_out_of_range_is_told_with_file_and_line()
    {
        string path = Write("poison:\n  poison-rate: 1.5\n");
        CommandRun run = await CommandRun.Of("poison", "--out", "o", "--config", path);
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldBe($"error: {path}:2: poison rate 1.5: must lie in (0, 1)\n");
    }

    [Fact]
    public async Task A_value_may_begin_with_a_dash()
    {
        CommandRun run = await CommandRun.Of("config", "show", "--json", "--config", Write("scan:\n  out: --train\n"), "scan");
        Option(run, "--out").GetProperty("value").GetString().ShouldBe("--train");
    }

    [Fact]
    public async Task What_the_tests_read_is_no_option_and_a_misspelled_variable_is_told()
    {
        CommandRun run = await CommandRun.Under(new() { ["DEEPDEFENSE_DATA"] = "/images", ["DEEPDEFENSE_FUZZ"] = "9", ["DEEPDEFENSE_KILLS"] = "9", ["DEEPDEFENSE_THREDS"] = "2" }, "config", "show", "demo");
        run.Code.ShouldBe(ExitCode.Success);
        run.Error.ShouldBe("note: DEEPDEFENSE_THREDS sets no option\n");
        run.Output.ShouldNotContain("/images");
    }

    [Fact]
    public async Task Missing_options_are_shown_as_required()
    {
        CommandRun run = await CommandRun.Of("config", "show", "--json", "scan");
        Option(run, "--train").GetProperty("from").GetString().ShouldBe("required");
    }

    [Fact]
    public async Task An_unknown_command_or_option_is_refused()
    {
        (await CommandRun.Of("config", "show", "scam")).Code.ShouldBe(ExitCode.Usage);
        CommandRun run = await CommandRun.Of("config", "show", "scan", "--colour", "red");
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("--colour");
    }

    private static JsonElement Option(CommandRun run, string name)
    {
        run.Code.ShouldBe(ExitCode.Success, run.Error);
        return run.Json.GetProperty("commands")[0].GetProperty("options").EnumerateArray().Single(option => option.GetProperty("option").GetString() == name);
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder.Path, "deepdefense.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
