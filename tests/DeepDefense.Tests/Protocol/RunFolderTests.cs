using DeepDefense.Protocol;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Protocol;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finished_stage_is_not_computed_again()
    {
        using (RunFolder run = Open(1, false)) { run.Stage("answer", () => 42).ShouldBe(42); }
        using RunFolder resumed = Open(1, true);
        resumed.Stage<int>("answer", () => throw new InvalidOperationException("computed again")).ShouldBe(42);
    }

    [Fact]
    public void What_the_first_rank_finds_all_ranks_know()
    {
        int computed = 0;
        int[] found = ThreadGroup.Run(2, group =>
        {
            using RunFolder run = RunFolder.Open(_folder["run"], new { Command = "test" }, resume: false, TimeProvider.System, group: group);
            return run.Stage("alone", () => 40 + Interlocked.Increment(ref computed)) + run.Stage("together", () => group.Rank, isShared: true);
        });
        found.ShouldBe([41, 41]);
        Directory.EnumerateFiles(_folder["run/stages"]).Count().ShouldBe(2);
    }

    [Fact]
    public void A_stage_that_failed_is_computed_again()
    {
        using (RunFolder run = Open(1, false)) { Should.Throw<InvalidOperationException>(() => run.Stage<int>("answer", () => throw new InvalidOperationException())); }
        using RunFolder resumed = Open(1, true);
        resumed.Stage("answer", () => 42).ShouldBe(42);
    }

    [Fact]
    public void A_stage_whose_file_is_not_what_it_wrote_is_computed_again_and_named()
    {
        string file = _folder["run/model"];
        using (RunFolder run = Open(1, false)) { run.Stage("model", () => Make(file), files: file); }
        File.WriteAllText(file, "changed");
        List<string> told = [];
        using RunFolder resumed = RunFolder.Open(_folder["run"], new { Command = "test", Seed = 1 }, resume: true, TimeProvider.System, told.Add);
        resumed.Stage("model", () => Make(file), files: file);
        File.ReadAllText(file).ShouldBe("made");
        told.ShouldHaveSingleItem().ShouldContain(file);
    }

    [Fact]
    public void A_run_that_was_killed_while_it_wrote_its_configuration_is_begun()
    {
        string left = _folder.Write("run/.config.json.abcdefgh.xyz.tmp", "{"u8);
        using RunFolder run = Open(1, false);
        File.Exists(left).ShouldBeFalse();
    }

    [Fact]
    public void A_run_of_another_configuration_is_refused_with_the_difference()
    {
        Open(1, false).Dispose();
        Should.Throw<RunException>(() => Open(2, true)).Message.ShouldContain("\"seed\": 1");
    }

    [Fact]
    public void A_folder_with_something_in_it_is_refused_without_resume()
    {
        Open(1, false).Dispose();
        Should.Throw<RunException>(() => Open(1, false)).Message.ShouldContain("--resume");
    }

    [Fact]
    public void A_run_is_replaced_with_its_files_and_no_others()
    {
        using (RunFolder run = Open(1, false)) { run.Stage("answer", () => 42); }
        _folder.Write("run/notes.txt", "mine"u8);
        using RunFolder replaced = RunFolder.Open(_folder["run"], new { Command = "test", Seed = 2 }, resume: false, TimeProvider.System, replace: true);
        replaced.Stage("answer", () => 43).ShouldBe(43);
        File.Exists(_folder["run/notes.txt"]).ShouldBeTrue();
    }

    [Fact]
    public void Decisions_on_a_run_that_is_replaced_are_kept_under_names_that_are_told()
    {
        Open(1, false).Dispose();
        _folder.Write("run/decisions.journal", "new"u8);
        _folder.Write("run/decisions.old-1.journal", "old"u8);
        _folder.Write("run/decisions.json", "{}"u8);
        List<string> told = [];
        RunFolder.Open(_folder["run"], new { Command = "test", Seed = 2 }, resume: false, TimeProvider.System, told.Add, replace: true).Dispose();
        Directory.GetFiles(_folder["run"], "decisions*").Select(Path.GetFileName).Order().ShouldBe(["decisions.old-1.journal", "decisions.old-1.json", "decisions.old-2.journal"]);
        File.ReadAllText(_folder["run/decisions.old-2.journal"]).ShouldBe("new");
        told.ShouldContain($"{_folder["run/decisions.journal"]} is of the run that is replaced: it is kept as {_folder["run/decisions.old-2.journal"]}");
    }

    [Theory]
    [InlineData("run/config.json", "{}")]
    [InlineData("run/stages/thesis.txt", "mine")]
    public void A_folder_that_is_no_run_is_not_replaced(string name, string content)
    {
        _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(content));
        Should.Throw<RunException>(() => RunFolder.Open(_folder["run"], new { Command = "test" }, resume: false, TimeProvider.System, replace: true)).Message
            .ShouldContain("holds other files and no run");
        File.ReadAllText(_folder[name]).ShouldBe(content);
    }

    [Fact]
    public void A_folder_that_another_run_holds_is_refused_with_its_holder()
    {
        using RunFolder run = Open(1, false);
        Should.Throw<IOException>(() => Open(1, true)).Message.ShouldContain($"process {Environment.ProcessId} on {Environment.MachineName} since ");
    }

    private static bool Make(string file)
    {
        File.WriteAllText(file, "made");
        return true;
    }

    private RunFolder Open(int seed, bool resume) =>
        RunFolder.Open(Path.Combine(_folder.Path, "run"), new { Command = "test", Seed = seed }, resume, TimeProvider.System);
}
