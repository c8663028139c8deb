using System.Text.Json;
using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests.Commands;

/// <summary>Run folders as they are found later: finished, unfinished, and of others.</summary>
public sealed class RunsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunsCommandTests()
    {
        Run("a", seed: 1, accuracy: 0.5, seconds: 12);
        Run("b", seed: 2, accuracy: 0.75, seconds: 12);
        Write("c/config.json", """{"command": "demo", "seed": 3}""");
        Write("c/stages/train.json", "{}");
        Write("photos/cat.txt", "no run");
        Write("broken/config.json", "{\"command\": ");
        Write("other/config.json", """{"name": "of another program"}""");
        Write("list/config.json", "[1, 2]");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_list_has_finished_and_unfinished_runs_and_counts_what_it_leaves_out()
    {
        JsonElement list = (await Succeed("list", _folder.Path, "--json")).Json;
        list.GetProperty("otherFolders").GetInt32().ShouldBe(2);
        JsonElement[] runs = [.. list.GetProperty("runs").EnumerateArray()];
        runs.Select(run => run.GetProperty("name").GetString()).ShouldBe(["a", "b", "broken", "c", "list"]);
        runs.Select(run => run.GetProperty("isFinished").GetBoolean()).ShouldBe([true, true, false, false, false]);
        runs.Select(run => run.GetProperty("damage").GetArrayLength()).ShouldBe([0, 0, 1, 0, 1]);
    }

    [Fact]
    public async Task A_table_says_how_far_an_unfinished_run_came()
    {
        string[] lines = (await Succeed("list", _folder.Path)).Output.Split('\n');
        lines[0].ShouldMatch("^run +command +seed");
        lines[1].ShouldMatch("^a +demo +1");
        lines[1].ShouldContain("50.00 %");
        lines[3].ShouldEndWith("damaged: config.json");
        lines[4].ShouldEndWith("unfinished after train");
        lines[^2].ShouldBe($"5 runs in {_folder.Path}, 1 of them unfinished, 2 damaged; 2 other folders left out");
    }

    [Theory]
    [InlineData("\"\xff\"")]
    [InlineData("{\"after\": 5}")]
    [InlineData("{\"after\": {\"cleanAccuracy\": \"high\"}}")]
    [InlineData("{\"after\": {\"cleanAccuracy\": 1e999}}")]
    [InlineData("{\"seconds\": {\"total\": null}}")]
    [InlineData("{\"settings\": \"\\ud800\"}")]
    [InlineData("{\"\xfe\": 1}")]
    public async Task A_run_with_damaged_results_is_listed_with_the_file(string results)
    {
        _folder.Write("a/results.json", System.Text.Encoding.Latin1.GetBytes(results));
        CommandRun list = await Succeed("list", _folder.Path);
        list.Output.Split('\n')[1].ShouldEndWith("damaged: results.json");
        list.Error.ShouldContain(_folder["a/results.json"]);
        list.Output.ShouldContain("75.00 %");
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("results.json")]
    [InlineData("environment.json")]
    public async Task A_folder_in_the_place_of_a_file_of_a_run_is_damage(string file)
    {
        File.Delete(_folder[$"a/{file}"]);
        Directory.CreateDirectory(_folder[$"a/{file}"]);
        CommandRun list = await CommandRun.Of("runs", "list", _folder.Path);
        list.Code.ShouldBe(ExitCode.Success, list.Error);
        list.Error.ShouldContain($"{file} is damaged: a folder, where a file belongs");
    }

    [Fact]
    public async Task A_folder_without_runs_is_no_failure()
    {
        CommandRun list = await Succeed("list", _folder["photos"]);
        list.Output.ShouldBe($"no runs in {_folder["photos"]}: demo and protect make them\n");
    }

    [Fact]
    public async Task A_run_is_shown_with_its_values_by_their_places()
    {
        string output = (await Succeed("show", _folder["a"])).Output;
        output.ShouldContain("after.cleanAccuracy");
        output.ShouldContain("options.victim.epochs");
        output.ShouldContain("results.json");
    }

    [Fact]
    public async Task A_comparison_has_what_differs_and_all_results()
    {
        JsonElement comparison = (await Succeed("compare", _folder["a"], _folder["b"], "--json")).Json;
        comparison.GetProperty("configuration").EnumerateObject().Select(row => row.Name).ShouldBe(["seed"]);
        comparison.GetProperty("configuration").GetProperty("seed").EnumerateArray().Select(value => value.GetString()).ShouldBe(["1", "2"]);
        comparison.GetProperty("environment").EnumerateObject().ShouldBeEmpty();
        JsonElement results = comparison.GetProperty("results");
        results.EnumerateObject().Select(row => row.Name).ShouldBe(["after.cleanAccuracy", "seconds.total"]);
        results.GetProperty("after.cleanAccuracy").EnumerateArray().Select(value => value.GetString()).ShouldBe(["0.5", "0.75"]);
    }

    [Fact]
    public async Task Lists_of_a_run_stand_on_a_line()
    {
        Write("lists/config.json", """{"command": "demo", "seed": 3, "sides": [8, 16]}""");
        Write("lists/results.json", """{"verdict": {"classes": [{"label": 0, "name": "cat"}, {"label": 1, "name": "dog"}]}}""");
        string output = (await Succeed("show", _folder["lists"])).Output;
        output.ShouldContain("8, 16");
        output.Split('\n').Single(line => line.Contains("verdict.classes", StringComparison.Ordinal)).ShouldEndWith("2 entries");
    }

    [Fact]
    public async Task An_unfinished_run_can_be_compared()
    {
        JsonElement comparison = (await Succeed("compare", _folder["a"], _folder["c"], "--json")).Json;
        comparison.GetProperty("results").GetProperty("seconds.total").EnumerateArray().Select(value => value.GetString()).ShouldBe(["12", null]);
    }

    [Theory]
    [InlineData("show", "photos")]
    [InlineData("show", "nowhere")]
    public async Task A_folder_without_a_run_is_refused_by_its_name(string command, string name)
    {
        CommandRun run = await CommandRun.Of("runs", command, _folder[name]);
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(_folder[name]);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_that_names_it()
    {
        CommandRun run = await CommandRun.Of("runs", "list", _folder["nowhere"]);
        run.Code.ShouldBe(ExitCode.Failed);
        run.Error.ShouldContain(_folder["nowhere"]);
    }

    [Fact]
    public async Task A_name_that_would_move_the_cursor_is_shown_without_its_control_characters()
    {
        Write("d\u001b[2J/config.json", """{"command": "demo", "seed": 3}""");
        string output = (await Succeed("list", _folder.Path)).Output;
        output.ShouldNotContain('\u001b');
        output.ShouldContain(@"d\x1B[2J");
    }

    private static async Task<CommandRun> Succeed(params string[] args)
    {
        CommandRun run = await CommandRun.Of(["runs", .. args]);
        run.Code.ShouldBe(ExitCode.Success, run.Error);
        return run;
    }

    private void Run(string name, int seed, double accuracy, double seconds)
    {
        Write($"{name}/config.json", $$"""{"command": "demo", "seed": {{seed}}, "options": {"victim": {"epochs": 3} } }""");
        Write($"{name}/environment.json", $$"""{"time": "2026-11-24T0{{seed}}:00:00Z", "threads": 2}""");
        Write($"{name}/results.json", FormattableString.Invariant($$"""{"after": {"cleanAccuracy": {{accuracy}} }, "seconds": {"total": {{seconds}} }, "settings": {"epochs": 3}, "run": "{{name}}", "seed": {{seed}} }"""));
    }

    private void Write(string name, string text) => _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));
}
