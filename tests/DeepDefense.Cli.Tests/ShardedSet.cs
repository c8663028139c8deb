using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests;

/// <summary>A poisoned set of 2,400 images, which are ten blocks, a detector that need not be good, the scan of the whole set and the shards of it.</summary>
public sealed class ShardedSet : IAsyncLifetime, IDisposable
{
    internal const int Parts = 4;
    private readonly TemporaryFolder _folder = new();

    internal string Set => In("set");

    internal string Detector => In("detector.safetensors");

    internal string[] Shards => [.. Enumerable.Range(1, Parts).Select(number => Shard(number))];

    /// <summary>What the scan of the whole set said.</summary>
    internal CommandRun Whole { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Succeed("poison", "--out", Set, "--clean-out", In("clean"));
        await Succeed("detector", "train", "--clean", In("clean"), "--out", Detector, "--detector-iterations", "20", "--detector-width", "9");
        Whole = await CommandRun.Of("scan", "--train", Set, "--detector", Detector, "--out", In("whole.csv"), "--sarif", In("whole.sarif"), "--json");
        foreach (int number in Enumerable.Range(1, Parts)) { await Succeed(["scan", "--train", Set, "--detector", Detector, "--shard", $"{number}/{Parts}", "--out", Shard(number)]); }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    internal string In(string name) => _folder[name];

    internal string Shard(int number) => In($"{number}.shard");

    internal static async Task Succeed(params string[] args)
    {
        CommandRun run = await CommandRun.Of(args);
        run.Code.ShouldBe(ExitCode.Success, run.Error);
    }

    /// <summary>Merges shards into a table of a name.</summary>
    internal Task<CommandRun> Merge(string name, string[] shards, params string[] more) =>
        CommandRun.Of(["scan", "merge", .. shards, "--train", Set, "--out", In(name), .. more]);

    /// <summary>Scores a part under an environment.</summary>
    internal Task<CommandRun> Score(string shard, string name, Dictionary<string, string> environment, params string[] more) =>
        CommandRun.Under(environment, ["scan", "--train", Set, "--detector", Detector, "--shard", shard, "--out", In(name), .. more]);
}
