using System.Diagnostics;
using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Tests.Stages;

/// <summary>A folder of stages that several processes use.</summary>
public sealed class SharedStageCacheTests : IDisposable
{
    private const string Elsewhere = """{"Process":7,"Host":"another-machine","Since":"2026-01-01T00:00:00+00:00"}""";
    private readonly TemporaryFolder _folder = new();
    private int _computed;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_two_at_a_time_one_computes_and_the_other_waits_and_says_for_whom()
    {
        List<string> told = [];
        using ManualResetEventSlim isComputing = new(), waits = new();
        Task<int> first = Task.Run(() => Cache().Value("slow", 1, () =>
        {
            isComputing.Set();
            waits.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
            return ++_computed;
        }).Value);
        isComputing.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        Cache(line =>
        {
            told.Add(line);
            waits.Set();
        }).Value("slow", 1, () => ++_computed).Value.ShouldBe(1);
        (await first).ShouldBe(1);
        told.Single().ShouldStartWith($"waiting for stage slow, which process {Environment.ProcessId} on {Environment.MachineName} since ");
        Directory.GetFiles(_folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void What_a_dead_process_of_this_machine_left_is_taken_over()
    {
        string lockFile = LockOfStage();
        File.WriteAllText(lockFile, "");
        File.WriteAllText(lockFile + ".json", Elsewhere.Replace("another-machine", Environment.MachineName, StringComparison.Ordinal));
        Cache().Value("stage", 1, () => ++_computed).Value.ShouldBe(1);
        Directory.GetFiles(_folder.Path, "*.lock*").ShouldBeEmpty();
    }

    [Fact]
    public void A_killed_process_frees_what_it_held()
    {
        string lockFile = LockOfStage();
        // flock keeps what .NET's own lock is.
        using Process holder = Process.Start(new ProcessStartInfo("flock", [lockFile, "sh", "-c", "echo held; exec sleep 60"]) { RedirectStandardOutput = true })!;
        holder.StandardOutput.ReadLine().ShouldBe("held");
        List<string> told = [];
        Cache(line =>
        {
            told.Add(line);
            holder.Kill(entireProcessTree: true);
        }).Value("stage", 1, () => ++_computed).Value.ShouldBe(1);
        told.Single().ShouldStartWith("waiting for stage stage, which another process is at");
    }

    [Fact]
    public void A_holder_on_another_machine_is_waited_for_and_named_with_what_to_delete()
    {
        string lockFile = LockOfStage();
        File.WriteAllText(lockFile + ".json", Elsewhere);
        List<string> told = [];
        Cache(line =>
        {
            told.Add(line);
            File.Delete(lockFile + ".json");
        }).Value("stage", 1, () => ++_computed).Value.ShouldBe(1);
        told.ShouldBe([$"waiting for stage stage, which process 7 on another-machine since 2026-01-01 00:00:00 UTC is at; if that process is no more, delete {lockFile}.json"]);
    }

    [Fact]
    public void The_waiting_can_be_cancelled()
    {
        File.WriteAllText(LockOfStage() + ".json", Elsewhere);
        using CancellationTokenSource source = new();
        StageCache cache = new(_folder.Path, TimeProvider.System, tell: _ => source.Cancel(), cancellation: source.Token);
        Should.Throw<OperationCanceledException>(() => cache.Value("stage", 1, () => ++_computed));
        _computed.ShouldBe(0);
    }

    private StageCache Cache(Action<string>? tell = null) => new(_folder.Path, TimeProvider.System, tell: tell);

    // Where the stage's lock lies: beside what it leaves.
    private string LockOfStage()
    {
        Cache().Value("stage", 1, () => 0);
        string kept = Directory.GetFiles(_folder.Path).Single();
        File.Delete(kept);
        return Path.ChangeExtension(kept, ".lock");
    }
}
